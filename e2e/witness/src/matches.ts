// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { at, contains, type LedgerEntry, nameOf, same, textAt } from './ledger';
import type { ExactChange } from './plan';

const last = (text: string) => text.split('/').pop() ?? '';

const parsed = (text: unknown): unknown =>
  typeof text === 'string' ? JSON.parse(text) : text;

/** Whether a list such as `Tags` has this key with this value. */
const hasTag = (tags: unknown, key: string, value?: unknown) =>
  Array.isArray(tags) &&
  tags.some(
    tag =>
      textAt(tag, 'Key') === key &&
      (value === undefined || at(tag, 'Value') === value),
  );

const role = (entry: LedgerEntry, request: unknown) =>
  entry.object === `iam:role/${textAt(request, 'RoleName')}`;

const policy = (entry: LedgerEntry, request: unknown) =>
  role(entry, request) &&
  entry.field === `attached:${textAt(request, 'PolicyArn')}`;

const tagKey = (entry: LedgerEntry) => entry.field.replace(/^tag:/, '');

const resource = (entry: LedgerEntry, request: unknown) => {
  const ids = at(request, 'Resources');
  return Array.isArray(ids) && ids.includes(last(entry.object));
};

const groupTags = (entry: LedgerEntry, request: unknown): unknown[] => {
  const tags = at(request, 'Tags');
  return Array.isArray(tags)
    ? tags.filter(tag => textAt(tag, 'ResourceId') === last(entry.object))
    : [];
};

const clusterIs = (entry: LedgerEntry, request: unknown, kind: string) => {
  const [, cluster, name] = entry.object.split('/');
  return (
    entry.object.startsWith(`eks:${kind}/`) &&
    cluster === textAt(request, 'clusterName') &&
    (name === textAt(request, 'nodegroupName') ||
      name === textAt(request, 'addonName'))
  );
};

const entryOf = (entry: LedgerEntry, request: unknown) =>
  entry.object === `eks:access-entry/${textAt(request, 'principalArn')}`;

/** Names of fields where the ledger's word is not the request's. */
const FIELDS: Record<string, string> = {
  authenticationMode: 'accessConfig',
};

/** What each call of AWS leaves in the ledger. */
const AWS: Record<string, (entry: LedgerEntry, request: unknown) => boolean> = {
  'iam:AttachRolePolicy': policy,
  'iam:DetachRolePolicy': policy,
  'iam:CreateRole': (entry, request) =>
    role(entry, request) && entry.field === 'exists',
  'iam:DeleteRole': (entry, request) =>
    role(entry, request) && entry.field === 'exists',
  'iam:UpdateAssumeRolePolicy': (entry, request) =>
    role(entry, request) &&
    entry.field === 'trust' &&
    same(entry.after, parsed(at(request, 'PolicyDocument'))),
  'ec2:CreateTags': (entry, request) =>
    resource(entry, request) &&
    hasTag(at(request, 'Tags'), tagKey(entry), entry.after),
  'ec2:DeleteTags': (entry, request) =>
    resource(entry, request) && hasTag(at(request, 'Tags'), tagKey(entry)),
  'ec2:AuthorizeSecurityGroupIngress': (entry, request) =>
    last(entry.object) === textAt(request, 'GroupId'),
  'ec2:RevokeSecurityGroupIngress': (entry, request) =>
    last(entry.object) === textAt(request, 'GroupId'),
  'eks:UpdateClusterConfig': (entry, request) => {
    const field = FIELDS[entry.field] ?? entry.field;
    const wanted = at(request, field);
    return (
      entry.object === `eks:cluster/${textAt(request, 'name')}` &&
      wanted !== undefined &&
      (field === 'accessConfig'
        ? same(entry.after, at(wanted, 'authenticationMode')) ||
          contains(entry.after, wanted)
        : field === 'logging' || contains(entry.after, wanted))
    );
  },
  'eks:UpdateAddon': (entry, request) =>
    clusterIs(entry, request, 'addon') &&
    same(entry.after, at(request, entry.field)),
  'eks:CreateAccessEntry': (entry, request) =>
    entryOf(entry, request) &&
    entry.field === 'exists' &&
    (at(request, 'type') === undefined ||
      at(entry.after, 'type') === at(request, 'type')),
  'eks:DeleteAccessEntry': (entry, request) =>
    entryOf(entry, request) && entry.field === 'exists',
  'eks:AssociateAccessPolicy': (entry, request) =>
    entryOf(entry, request) &&
    entry.field === `policy:${textAt(request, 'policyArn')}`,
  'eks:DisassociateAccessPolicy': (entry, request) =>
    entryOf(entry, request) &&
    entry.field === `policy:${textAt(request, 'policyArn')}`,
  'eks:UpdateNodegroupConfig': (entry, request) => {
    const wanted = at(request, entry.field);
    return (
      clusterIs(entry, request, 'nodegroup') &&
      wanted !== undefined &&
      contains(entry.after, wanted)
    );
  },
  'eks:DeleteNodegroup': (entry, request) =>
    clusterIs(entry, request, 'nodegroup') && entry.field === 'status',
  'autoscaling:SuspendProcesses': (entry, request) =>
    last(entry.object) === textAt(request, 'AutoScalingGroupName') &&
    contains(entry.after, at(request, 'ScalingProcesses')),
  'autoscaling:ResumeProcesses': (entry, request) =>
    last(entry.object) === textAt(request, 'AutoScalingGroupName'),
  'autoscaling:CreateOrUpdateTags': (entry, request) =>
    hasTag(groupTags(entry, request), tagKey(entry), entry.after),
  'autoscaling:DeleteTags': (entry, request) =>
    hasTag(groupTags(entry, request), tagKey(entry)),
};

/** `apiVersion/Kind/namespace/name` of a plan, without a namespace `apiVersion/Kind//name`, as the ledger writes it. */
export const ledgerName = (target: string) =>
  `kubernetes:${target.replace('//', '/')}`;

/** The part of a request that a field such as `spec.disruption` is about. */
function wantedAt(request: unknown, field: string): unknown {
  return field
    .split('.')
    .reduce<unknown>(
      (value, key) => (value === undefined ? undefined : at(value, key)),
      request,
    );
}

function kubernetes(entry: LedgerEntry, change: ExactChange): boolean {
  if (nameOf(entry.object) !== ledgerName(change.target)) return false;
  switch (change.api) {
    case 'kubernetes:create':
      return (
        entry.via === 'kubernetes:create' &&
        entry.field === 'object' &&
        contains(entry.after, change.request)
      );
    case 'kubernetes:delete':
      return (
        entry.via === 'kubernetes:delete' &&
        ((entry.field === 'object' && (entry.after ?? null) === null) ||
          entry.field === 'metadata.deletionTimestamp')
      );
    case 'kubernetes:patch':
    case 'kubernetes:scale': {
      const wanted = wantedAt(change.request, entry.field);
      return (
        entry.via === 'kubernetes:patch' &&
        wanted !== undefined &&
        contains(entry.after, wanted)
      );
    }
    default:
      return false;
  }
}

/** Whether a line of the ledger is what an exact change of a plan does, to the value. */
export function matches(entry: LedgerEntry, change: ExactChange): boolean {
  if (change.api.startsWith('kubernetes:')) return kubernetes(entry, change);
  return (
    entry.via === change.api &&
    (AWS[change.api]?.(entry, change.request) ?? false)
  );
}
