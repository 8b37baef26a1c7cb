// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { Call, Permission } from '../aws/call';
import { read } from '../world/lagging';
import type { AccountState } from '../world/state';
import { managedPolicy } from '../world/managedPolicies';
import type { World } from '../world/world';
import type { ConditionContext } from './conditions';
import {
  decideAll,
  type Decision,
  type Match,
  type NamedPolicy,
} from './evaluate';
import type { PolicyDocument } from './policyDocument';
import type { Principal } from './principal';

export function policyByArn(
  account: AccountState,
  arn: string,
): PolicyDocument | undefined {
  const own = account.iam.policies[arn];
  return own
    ? own.versions.find(v => v.id === own.defaultVersion)?.document
    : managedPolicy(arn)?.document;
}

function named(account: AccountState, arns: string[]): NamedPolicy[] {
  return arns.flatMap(arn => {
    const document = policyByArn(account, arn);
    return document ? [{ name: arn, document }] : [];
  });
}

/** The identity policies and the limits that hold for a user or role, as readers see them now. */
export function policiesOf(
  account: AccountState,
  holder: {
    attached: string[];
    inline: Record<string, PolicyDocument>;
    permissionsBoundary?: string;
  },
): { identity: NamedPolicy[]; boundary?: NamedPolicy[] } {
  const inline = Object.entries(holder.inline).map(([name, document]) => ({
    name,
    document,
  }));
  return {
    identity: [...named(account, holder.attached), ...inline],
    boundary: holder.permissionsBoundary
      ? named(account, [holder.permissionsBoundary])
      : undefined,
  };
}

/** The condition keys that every call carries. */
export function callerContext(
  principal: Principal,
  facts: { now: Date; region: string; secure: boolean; sourceIp: string },
): ConditionContext {
  const context: ConditionContext = new Map();
  const role =
    principal.type === 'session' ? principal.session.roleArn : principal.arn;
  context.set('aws:principalarn', [role]);
  context.set('aws:principalaccount', [principal.accountId]);
  context.set('aws:principaltype', [
    principal.type === 'session' ? 'AssumedRole' : 'User',
  ]);
  context.set('aws:userid', [principal.userId]);
  context.set('aws:securetransport', [String(facts.secure)]);
  context.set('aws:sourceip', [facts.sourceIp]);
  context.set('aws:currenttime', [facts.now.toISOString()]);
  context.set('aws:requestedregion', [facts.region]);
  if (principal.type === 'user') {
    context.set('aws:username', [principal.user.name]);
    for (const [k, v] of Object.entries(principal.user.tags)) {
      context.set(`aws:principaltag/${k.toLowerCase()}`, [v]);
    }
  }
  if (principal.type === 'session') {
    for (const [k, v] of Object.entries(principal.session.tags)) {
      context.set(`aws:principaltag/${k.toLowerCase()}`, [v]);
    }
    if (principal.session.sourceIdentity) {
      context.set('aws:sourceidentity', [principal.session.sourceIdentity]);
    }
  }
  return context;
}

export function withContext(
  base: ConditionContext,
  extra: Permission['context'] = {},
): ConditionContext {
  const context = new Map(base);
  for (const [key, value] of Object.entries(extra)) {
    if (value !== undefined) context.set(key.toLowerCase(), [value].flat());
  }
  return context;
}

function decided(
  world: World,
  principal: Principal,
  permission: Permission,
  base: ConditionContext,
): { decision: Decision; by: Match[] } {
  if (principal.type === 'root') return { decision: 'allowed', by: [] };
  const account = world.account(principal.accountId);
  const question = {
    action: permission.action,
    resource: permission.resource,
    context: withContext(base, permission.context),
  };
  if (principal.type === 'user') {
    const held = policiesOf(account, principal.user);
    return decideAll(held.identity, [held.boundary], question);
  }
  const { session } = principal;
  const role = read(account.iam.roles[session.roleName], world.now());
  // A session of a role that was deleted or made anew has lost its permissions.
  if (!role || role.id !== session.roleId) {
    return { decision: 'implicitDeny', by: [] };
  }
  const held = policiesOf(account, role);
  const sessionPolicies =
    session.policy || session.policyArns.length > 0
      ? [
          ...named(account, session.policyArns),
          ...(session.policy
            ? [{ name: 'session policy', document: session.policy }]
            : []),
        ]
      : undefined;
  return decideAll(held.identity, [held.boundary, sessionPolicies], question);
}

/** What the identity policies of the caller say; what they allow counts as used. */
export function decideForPrincipal(
  world: World,
  principal: Principal,
  permission: Permission,
  base: ConditionContext,
): { decision: Decision; by: Match[] } {
  const answer = decided(world, principal, permission, base);
  if (answer.decision === 'allowed')
    world.uses.aws(principal, permission.action);
  return answer;
}

export function contextOf(call: Call): ConditionContext {
  return callerContext(call.principal, {
    now: call.world.now(),
    region: call.regionName,
    // The loopback stands for the TLS that AWS has; a proxy header says otherwise.
    secure: call.request.headers['x-forwarded-proto'] !== 'http',
    sourceIp: '127.0.0.1',
  });
}

/** The sentence that AWS gives with a refusal. */
export function deniedText(
  call: Call,
  permission: Permission,
  decision: Decision,
): string {
  const why =
    decision === 'explicitDeny'
      ? 'with an explicit deny in a policy'
      : `because no identity-based policy allows the ${permission.action} action`;
  return `User: ${call.principal.arn} is not authorized to perform: ${permission.action} on resource: ${permission.resource} ${why}`;
}
