// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import {
  contextOf,
  decideForPrincipal,
  deniedText,
} from '../../auth/authorize';
import { list } from '../../auth/policyDocument';
import { ApiError } from '../../wire/apiError';
import { read } from '../../world/lagging';
import type { RoleState } from '../../world/iamState';
import type { World } from '../../world/world';
import type { Call } from '../call';
import { invalidParameter } from './find';

/** The caller must be allowed to pass the role to the service (IAM User Guide, id_roles_use_passrole). */
export function needPassRole(
  call: Call,
  roleArn: string,
  service: string,
): void {
  const permission = {
    action: 'iam:PassRole',
    resource: roleArn,
    context: { 'iam:PassedToService': service },
  };
  const { decision } = decideForPrincipal(
    call.world,
    call.principal,
    permission,
    contextOf(call),
  );
  if (decision !== 'allowed') {
    throw new ApiError(
      'AccessDeniedException',
      403,
      deniedText(call, permission, decision),
    );
  }
}

export function roleByArn(world: World, arn: string): RoleState | undefined {
  const match = /^arn:aws[a-z-]*:iam::(\d{12}):role\/(?:.*\/)?([^/]+)$/.exec(
    arn,
  );
  if (!match) return undefined;
  const role = read(
    world.state.accounts[match[1]]?.iam.roles[match[2]],
    world.now(),
  );
  return role?.arn === arn ? role : undefined;
}

/** Whether a role lets a service do an action with it. */
export function trusts(
  role: RoleState,
  service: string,
  action: string,
): boolean {
  return list(role.trust.Statement).some(s => {
    if (
      s.Effect !== 'Allow' ||
      s.Principal === undefined ||
      s.Principal === '*'
    )
      return false;
    const actions = list(s.Action);
    return (
      list(s.Principal.Service).includes(service) &&
      actions.some(a => ['*', 'sts:*', action].includes(a))
    );
  });
}

export function needServiceRole(
  call: Call,
  roleArn: string,
  service: string,
): RoleState {
  const role = roleByArn(call.world, roleArn);
  if (!role || !trusts(role, service, 'sts:AssumeRole')) {
    throw invalidParameter(
      `The role ${roleArn} does not exist or its trust policy does not allow ${service} to assume it`,
    );
  }
  return role;
}
