// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { Patch } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import {
  defineCheck,
  type AutoScalingGroup,
  type ClusterDescription,
  type FindingDraft,
  type KubernetesObject,
} from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { ownGroups } from '../../../inventory/launch';
import { isClusterAutoscaler } from '../../clusterAutoscalers';
import { place, quote, shellLines, shellPatch } from '../../patch';
import { listOf } from '../../text';
import { subjectOf, WORKLOAD_PARTS, workloadsOf } from '../../workloads';

const NAMED = /cluster-autoscaler|karpenter|aws-node-termination-handler/;
const ROLE = 'eks.amazonaws.com/role-arn';
/** By these tags Cluster Autoscaler finds its groups, and learns of empty ones what their nodes are like. */
const TAGS = 'k8s.io/cluster-autoscaler/';

export const autoscalerRemains = defineCheck({
  code: 'ADD-15',
  title: 'Nothing is left of autoscalers that are gone',
  severity: 'info',
  resolvedBy: 'platform',
  reads: [
    ...WORKLOAD_PARTS,
    'serviceAccounts',
    'cluster',
    'nodegroups',
    'autoScalingGroups',
  ],
  why: 'A service account whose autoscaler is gone still gives whoever may create pods in its namespace a role that launches and ends instances. A role whose service account is gone too is not seen: of IAM, only the roles of the cluster and of its nodes are read.',
  remediation:
    'Delete the service account, the role that it names, and the tags k8s.io/cluster-autoscaler/* of Auto Scaling groups that stay (EKS puts them on those of managed node groups itself). Look in IAM for roles of autoscalers whose trust policy names the cluster’s OIDC provider.',
  source: 'EKS User Guide, migrate-auto; iam-roles-for-service-accounts',
  evaluate: parts => {
    const workloads = workloadsOf(parts);
    return [
      ...accountsLeft(
        parts.cluster,
        parts.serviceAccounts,
        new Set(
          workloads.map(
            ({ subject, template }) =>
              `${subject.namespace}/${
                template.spec.serviceAccountName ?? 'default'
              }`,
          ),
        ),
      ),
      ...(workloads.some(({ subject, template }) =>
        isClusterAutoscaler(subject.name, template.spec),
      )
        ? []
        : ownGroups(parts.nodegroups, parts.autoScalingGroups).flatMap(group =>
            tagsLeft(parts.cluster, group),
          )),
    ];
  },
});

function accountsLeft(
  cluster: ClusterDescription,
  accounts: readonly KubernetesObject[],
  used: ReadonlySet<string>,
): FindingDraft[] {
  const roleOf = ({ metadata }: KubernetesObject) =>
    metadata.annotations?.[ROLE];
  return accounts.flatMap(account => {
    const { name, namespace } = account.metadata;
    const role = roleOf(account);
    if (!role || !NAMED.test(name) || used.has(`${namespace}/${name}`))
      return [];
    const sharing = accounts.filter(
      other => other !== account && roleOf(other) === role,
    );
    return [
      {
        subject: subjectOf(account),
        message: 'It keeps the role of an autoscaler that is gone.',
        evidence: `${ROLE} ${role}; no workload runs under it${
          sharing.length > 0
            ? `; the role is also that of ${listOf(
                sharing.map(
                  ({ metadata }) => `${metadata.namespace}/${metadata.name}`,
                ),
              )}`
            : ''
        }`,
        patch: accountRemoval(
          cluster,
          account,
          sharing.length > 0 ? undefined : role,
        ),
      },
    ];
  });
}

/** The role first: what of it cannot be deleted must not hide behind an account that is gone. */
function accountRemoval(
  cluster: ClusterDescription,
  account: KubernetesObject,
  arn: string | undefined,
): Patch {
  const subject = subjectOf(account);
  const deletion = [
    'kubectl',
    ...place(subject),
    'delete',
    'serviceaccount',
    subject.name,
  ];
  const [, accountId, path] =
    /^arn:[^:]+:iam::(\d+):role\/([\w+=,.@/-]+)$/.exec(arn ?? '') ?? [];
  // The same name in the cluster's account is somebody else's role.
  if (accountId !== cluster.accountId)
    return shellPatch('Delete it', [deletion]);
  const role = quote(path.slice(path.lastIndexOf('/') + 1));
  const each = (list: string, query: string, remove: string, option: string) =>
    `for one in $(aws iam ${list} --role-name ${role} --query '${query}' --output text); do aws iam ${remove} --role-name ${role} ${option} "$one"; done`;
  return shellLines(
    'Delete its role, where no other cluster uses it, and then itself',
    [
      each(
        'list-attached-role-policies',
        'AttachedPolicies[].PolicyArn',
        'detach-role-policy',
        '--policy-arn',
      ),
      each(
        'list-role-policies',
        'PolicyNames[]',
        'delete-role-policy',
        '--policy-name',
      ),
      `aws iam delete-role --role-name ${role}`,
      deletion.map(quote).join(' '),
    ],
  );
}

function tagsLeft(
  { region }: ClusterDescription,
  { arn, name, tags }: AutoScalingGroup,
): FindingDraft[] {
  const left = Object.keys(tags).filter(key => key.startsWith(TAGS));
  if (left.length === 0) return [];
  return [
    {
      subject: { arn },
      message: `The Auto Scaling group ${name} keeps the tags of a Cluster Autoscaler that is gone.`,
      evidence: `${listOf(left)}; no workload is a Cluster Autoscaler`,
      patch: shellPatch('Take the tags off', [
        [
          'aws',
          'autoscaling',
          'delete-tags',
          '--region',
          region,
          '--tags',
          ...left.map(
            key =>
              `ResourceId=${name},ResourceType=auto-scaling-group,Key=${key}`,
          ),
        ],
      ]),
    },
  ];
}
