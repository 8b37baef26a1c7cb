// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { JsonObject, JsonValue } from '@backstage/types';
import type {
  ClusterDescription,
  KmsKey,
} from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { isObject } from '../clusters/json';
import { KEY_ACTIONS } from '../inventory/keyActions';
import { matches, statementsOf, textsOf } from './iam';

export type KeyCluster = Pick<
  ClusterDescription,
  'accountId' | 'region' | 'partition' | 'roleArn'
>;

/** What the cluster role may do with a key, as far as its policy and IAM policies tell. */
export type KeyUse =
  | { may: 'yes' }
  | { may: 'no'; lacks: string[]; denied: boolean }
  /** It depends on conditions whose keys only a request has. */
  | { may: 'unknown'; conditions: string[] };

/** Every statement counts: a denial beats what allows, whichever stands first. */
export function keyUse(key: KmsKey, cluster: KeyCluster): KeyUse {
  const statements = statementsOf(key.policy ?? null);
  const lacks: string[] = [];
  const conditions = new Set<string>();
  let denied = false;
  for (const action of KEY_ACTIONS) {
    const allowing: Condition[] = [];
    const denying: Condition[] = [];
    for (const statement of statements) {
      if (!isAbout(statement, action)) continue;
      const who = addressed(statement, cluster);
      const condition = conditionOf(statement.Condition, action, cluster);
      if (who === 'nobody' || condition.holds === 'no') continue;
      if (statement.Effect === 'Deny') denying.push(condition);
      // What a key leaves to the account, IAM policies have to allow.
      else if (who === 'role' || key.allowedByIam.includes(action))
        allowing.push(condition);
    }
    const sure = (one: Condition) => one.holds === 'yes';
    if (denying.some(sure)) denied = true;
    if (allowing.length === 0 || denying.some(sure)) {
      lacks.push(action);
      continue;
    }
    const open = allowing.some(sure) ? denying : [...denying, ...allowing];
    for (const { unknown } of open)
      for (const one of unknown) conditions.add(one);
  }
  if (lacks.length > 0) return { may: 'no', lacks, denied };
  return conditions.size > 0
    ? { may: 'unknown', conditions: [...conditions].sort() }
    : { may: 'yes' };
}

function isAbout(statement: JsonObject, action: string): boolean {
  const any = (patterns: string[]) =>
    patterns.some(pattern => matches(pattern, action));
  return statement.Action === undefined
    ? statement.NotAction !== undefined && !any(textsOf(statement.NotAction))
    : any(textsOf(statement.Action));
}

/** Whether a statement speaks of the role itself, of its account, or of others. */
function addressed(
  { Effect, Principal, NotPrincipal }: JsonObject,
  { accountId, partition, roleArn }: KeyCluster,
): 'role' | 'account' | 'nobody' {
  const root = `arn:${partition}:iam::${accountId}:root`;
  const among = (principal: JsonValue | undefined) => {
    const named = isObject(principal)
      ? textsOf(principal.AWS)
      : textsOf(principal);
    if (named.includes('*') || named.includes(roleArn)) return 'role';
    return named.includes(accountId) || named.includes(root)
      ? 'account'
      : 'nobody';
  };
  if (NotPrincipal === undefined) return among(Principal);
  // With an Allow it would open the key to the world: KMS takes it, nobody should count on it.
  return Effect === 'Deny' && among(NotPrincipal) === 'nobody'
    ? 'role'
    : 'nobody';
}

interface Condition {
  holds: 'yes' | 'no' | 'unknown';
  /** `StringEquals aws:PrincipalOrgID`, of what cannot be told. */
  unknown: string[];
}

/** Condition keys that are known of every use through EBS. */
function valuesOf(action: string, cluster: KeyCluster): Map<string, string> {
  return new Map([
    ['kms:calleraccount', cluster.accountId],
    ['aws:principalaccount', cluster.accountId],
    ['aws:principalarn', cluster.roleArn],
    ['aws:securetransport', 'true'],
    [
      'kms:viaservice',
      `ec2.${cluster.region}.amazonaws.com${
        cluster.partition === 'aws-cn' ? '.cn' : ''
      }`,
    ],
    ...(action === 'kms:CreateGrant'
      ? [['kms:grantisforawsresource', 'true'] as const]
      : []),
  ]);
}

const OPERATOR =
  /^(String(?:Not)?Equals(?:IgnoreCase)?|String(?:Not)?Like|Arn(?:Not)?(?:Equals|Like)|Bool)(IfExists)?$/;

function conditionOf(
  given: JsonValue | undefined,
  action: string,
  cluster: KeyCluster,
): Condition {
  const values = valuesOf(action, cluster);
  const unknown: string[] = [];
  let fails = false;
  for (const [operator, keys] of Object.entries(isObject(given) ? given : {})) {
    for (const [key, wanted] of Object.entries(isObject(keys) ? keys : {})) {
      const [, name, ifExists] = OPERATOR.exec(operator) ?? [];
      const value = values.get(key.toLowerCase());
      if (key.toLowerCase() === 'kms:grantisforawsresource' && !value) {
        // Only requests for grants carry it.
        if (!ifExists) fails = true;
      } else if (!name || value === undefined) {
        unknown.push(`${operator} ${key}`);
      } else {
        const texts = textsOf(wanted).concat(
          typeof wanted === 'boolean' ? [String(wanted)] : [],
        );
        const fits = texts.some(text =>
          /Like|^Arn/.test(name)
            ? matches(text, value)
            : text.toLowerCase() === value.toLowerCase(),
        );
        if (fits === name.includes('Not')) fails = true;
      }
    }
  }
  if (fails) return { holds: 'no', unknown: [] };
  return { holds: unknown.length > 0 ? 'unknown' : 'yes', unknown };
}
