// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import * as sts from '@aws-sdk/client-sts';
import {
  contextOf,
  decideForPrincipal,
  deniedText,
  policyByArn,
  withContext,
} from '../../auth/authorize';
import { decideResource } from '../../auth/evaluate';
import { parsePolicy } from '../../auth/policyDocument';
import { identityArn } from '../../auth/principal';
import { ApiError } from '../../wire/apiError';
import { queryXml } from '../../wire/queryXml';
import { read } from '../../world/lagging';
import type { SessionState } from '../../world/iamState';
import { need, type Call, type Handlers } from '../call';
import { modelOf, type Service } from '../service';

function denied(text: string): ApiError {
  return new ApiError('AccessDenied', 403, text);
}

function invalid(text: string): ApiError {
  return new ApiError('ValidationError', 400, text);
}

/** The role that a caller wants to become, its trust policy asked (IAM User Guide, id_roles_terms-and-concepts). */
function assume(
  call: Call,
  input: sts.AssumeRoleCommandInput,
): sts.AssumeRoleCommandOutput {
  const { world, principal } = call;
  const roleArn = need(input.RoleArn, 'RoleArn');
  const name = need(input.RoleSessionName, 'RoleSessionName');
  if (!/^[\w+=,.@-]{2,64}$/.test(name)) {
    throw invalid(
      `1 validation error detected: Value '${name}' at 'roleSessionName' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\w+=,.@-]*`,
    );
  }
  const match = /^arn:aws[a-z-]*:iam::(\d{12}):role\/(?:.*\/)?([^/]+)$/.exec(
    roleArn,
  );
  if (!match) throw invalid(`${roleArn} is invalid`);
  const account = world.state.accounts[match[1]];
  const role = read(account?.iam.roles[match[2]], world.now());
  const tags = Object.fromEntries(
    (input.Tags ?? []).map(t => [t.Key ?? '', t.Value ?? '']),
  );
  const context: Record<string, string | string[] | undefined> = {
    'sts:ExternalId': input.ExternalId,
    'sts:RoleSessionName': name,
    'sts:SourceIdentity': input.SourceIdentity,
    'aws:TagKeys': Object.keys(tags).length > 0 ? Object.keys(tags) : undefined,
    'sts:TransitiveTagKeys': input.TransitiveTagKeys,
    ...Object.fromEntries(
      Object.entries(tags).map(([k, v]) => [`aws:RequestTag/${k}`, v]),
    ),
  };
  const actions = [
    'sts:AssumeRole',
    ...(Object.keys(tags).length > 0 ? ['sts:TagSession'] : []),
    ...(input.SourceIdentity ? ['sts:SetSourceIdentity'] : []),
  ];
  const base = contextOf(call);
  for (const action of actions) {
    const permission = { action, resource: roleArn, context };
    const own = decideForPrincipal(world, principal, permission, base);
    const refused = denied(deniedText(call, permission, own.decision));
    if (!role || role.arn !== roleArn) throw refused;
    const callerArn = identityArn(principal);
    const question = {
      action,
      resource: roleArn,
      context: withContext(base, context),
    };
    const direct = decideResource(
      role.trust,
      [
        { type: 'AWS', value: principal.arn },
        { type: 'AWS', value: callerArn },
      ],
      question,
    );
    const whole = decideResource(
      role.trust,
      [
        { type: 'AWS', value: principal.arn },
        { type: 'AWS', value: callerArn },
        { type: 'AWS', value: principal.accountId },
        { type: 'AWS', value: `arn:aws:iam::${principal.accountId}:root` },
      ],
      question,
    );
    if (whole === 'explicitDeny' || own.decision === 'explicitDeny')
      throw refused;
    const sameAccount = principal.accountId === match[1];
    // Naming the caller itself suffices in one account; naming its account leaves it to the caller's own policies.
    const trusted = direct === 'allowed' && sameAccount;
    if (!trusted && !(whole === 'allowed' && own.decision === 'allowed'))
      throw refused;
  }
  if (!role) throw denied(roleArn);
  const seconds = input.DurationSeconds ?? 3600;
  const chained = principal.type === 'session';
  if (seconds < 900 || seconds > 43200)
    throw invalid(
      `Value '${seconds}' at 'durationSeconds' failed to satisfy constraint: 900 to 43200`,
    );
  if (seconds > role.maxSessionSeconds) {
    throw invalid(
      'The requested DurationSeconds exceeds the MaxSessionDuration set for this role.',
    );
  }
  if (chained && seconds > 3600) {
    throw invalid(
      'The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining.',
    );
  }
  const inherited = chained
    ? Object.fromEntries(
        principal.session.transitiveTagKeys.map(k => [
          k,
          principal.session.tags[k] ?? '',
        ]),
      )
    : {};
  if (Object.keys(tags).some(k => k in inherited)) {
    throw invalid(
      "One of the specified transitive tag keys can't be set because it conflicts with a transitive tag key from the calling session.",
    );
  }
  for (const { arn } of input.PolicyArns ?? []) {
    if (!arn || !policyByArn(world.account(match[1]), arn))
      throw invalid(`ARN ${arn} is not valid`);
  }
  const accessKeyId = world.unique('ASIA');
  const session: SessionState = {
    accessKeyId,
    secretAccessKey: Buffer.from(`${world.uuid()}${world.uuid()}`)
      .toString('base64')
      .slice(0, 40),
    sessionToken: Buffer.from(
      [accessKeyId, world.uuid(), world.uuid()].join('|'),
    ).toString('base64'),
    // Real time: the SDK renews by its own clock.
    expires: new Date(world.now().getTime() + seconds * 1000),
    accountId: match[1],
    roleName: role.name,
    roleArn: role.arn,
    roleId: role.id,
    sessionName: name,
    arn: `arn:aws:sts::${match[1]}:assumed-role/${role.name}/${name}`,
    tags: { ...inherited, ...role.tags, ...tags },
    transitiveTagKeys: [
      ...Object.keys(inherited),
      ...(input.TransitiveTagKeys ?? []),
    ],
    policy: input.Policy ? parsePolicy(input.Policy, 'identity') : undefined,
    policyArns: (input.PolicyArns ?? []).map(p => p.arn ?? ''),
    sourceIdentity: input.SourceIdentity,
    issuedAt: world.now(),
  };
  const now = world.now();
  for (const [key, old] of Object.entries(world.state.sessions)) {
    if (old.expires.getTime() + 3600_000 < now.getTime())
      delete world.state.sessions[key];
  }
  world.state.sessions[accessKeyId] = session;
  world.changed();
  return {
    $metadata: {},
    Credentials: {
      AccessKeyId: accessKeyId,
      SecretAccessKey: session.secretAccessKey,
      SessionToken: session.sessionToken,
      Expiration: session.expires,
    },
    AssumedRoleUser: { AssumedRoleId: `${role.id}:${name}`, Arn: session.arn },
    PackedPolicySize: input.Policy || input.Tags?.length ? 6 : undefined,
    SourceIdentity: input.SourceIdentity,
  };
}

const handlers: Handlers<typeof sts> = {
  GetCallerIdentity: call => ({
    UserId: call.principal.userId,
    Account: call.principal.accountId,
    Arn: call.principal.arn,
  }),
  AssumeRole(call, input) {
    const { $metadata: _, ...output } = assume(call, input);
    return output;
  },
};

export function stsService(): Service {
  const operations = modelOf(sts);
  return {
    name: 'sts',
    operations,
    protocol: queryXml(operations, 'https://sts.amazonaws.com/doc/2011-06-15/'),
    handlers,
    // GetCallerIdentity needs no permission; AssumeRole asks the trust policy as well and does both itself.
    permissions: () => [],
    denied,
    invalid,
    throttled: { code: 'Throttling', status: 400 },
  };
}
