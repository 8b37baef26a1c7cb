// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { OWN_ARN, ownGroup, together } from '../../testing/groups';
import { holds, mends } from '../../testing/holds';
import { aDeployment } from '../../testing/objects';
import { findingsOf, type Change } from '../../testing/says';
import { autoscalerRemains } from './autoscalerRemains';

const account = (name: string, role?: string) => ({
  serviceAccounts: [
    {
      apiVersion: 'v1',
      kind: 'ServiceAccount',
      metadata: {
        name,
        namespace: 'kube-system',
        ...(role
          ? { annotations: { 'eks.amazonaws.com/role-arn': role } }
          : {}),
      },
    },
  ],
});

const TAGS = {
  'kubernetes.io/cluster/shop': 'owned',
  'k8s.io/cluster-autoscaler/enabled': 'true',
  'k8s.io/cluster-autoscaler/node-template/label/team': 'web shop',
};
const tagged = (tags: Record<string, string> = TAGS) => ownGroup({}, { tags });
const autoscaler = (name: string, image: string, replicas: number): Change => ({
  deployments: [
    aDeployment(name, {
      namespace: 'kube-system',
      replicas,
      spec: { containers: [{ name: 'app', image }] },
    }).deployment,
  ],
});
const CA = 'arn:aws:iam::111122223333:role/irsa/ca';
/** Two accounts with a role. */
const two = (name: string, role: string): Change => ({
  serviceAccounts: [
    ...account('cluster-autoscaler', CA).serviceAccounts,
    ...account(name, role).serviceAccounts,
  ],
});

holds(autoscalerRemains, [
  [
    'tells of tags of a group that no autoscaler reads any more',
    tagged(),
    [`info ${OWN_ARN}`],
    [
      'k8s.io/cluster-autoscaler/enabled, k8s.io/cluster-autoscaler/node-template/label/team; no workload is a Cluster Autoscaler',
    ],
  ],
  [
    'passes over other tags',
    tagged({ 'kubernetes.io/cluster/shop': 'owned' }),
    [],
  ],
  [
    'passes over those that EKS puts on the groups behind its own',
    tagged({ ...TAGS, 'eks:nodegroup-name': 'general' }),
    [],
  ],
  [
    'passes while there is a Cluster Autoscaler, though it stands still',
    together(tagged(), autoscaler('ours', 'r.test/cluster-autoscaler:v1', 0)),
    [],
  ],
  [
    'passes while there is one by its name',
    together(tagged(), autoscaler('aws-cluster-autoscaler', 'r.test/own:1', 1)),
    [],
  ],
  [
    'tells of the account, and with whom it shares its role',
    two('cluster-autoscaler-status', CA),
    [
      'info ServiceAccount kube-system/cluster-autoscaler',
      'info ServiceAccount kube-system/cluster-autoscaler-status',
    ],
    [
      `eks.amazonaws.com/role-arn ${CA}; no workload runs under it; the role is also that of kube-system/cluster-autoscaler-status`,
      `eks.amazonaws.com/role-arn ${CA}; no workload runs under it; the role is also that of kube-system/cluster-autoscaler`,
    ],
  ],
  [
    'tells of an account that nothing runs under',
    account('cluster-autoscaler', 'arn:aws:iam::111122223333:role/ca'),
    ['info ServiceAccount kube-system/cluster-autoscaler'],
    [
      'eks.amazonaws.com/role-arn arn:aws:iam::111122223333:role/ca; no workload runs under it',
    ],
  ],
  ['passes over one without a role', account('karpenter'), []],
  [
    'passes over others',
    account('external-dns', 'arn:aws:iam::111122223333:role/dns'),
    [],
  ],
  [
    'passes while its autoscaler is there',
    {
      ...account('karpenter', 'arn:aws:iam::111122223333:role/karpenter'),
      deployments: [
        aDeployment('karpenter', {
          namespace: 'kube-system',
          spec: { serviceAccountName: 'karpenter' },
        }).deployment,
      ],
    },
    [],
  ],
]);

const DELETE =
  'kubectl --namespace=kube-system delete serviceaccount cluster-autoscaler';
const withRole = (role: string) => [
  `for one in $(aws iam list-attached-role-policies --role-name ${role} --query 'AttachedPolicies[].PolicyArn' --output text); do aws iam detach-role-policy --role-name ${role} --policy-arn "$one"; done`,
  `for one in $(aws iam list-role-policies --role-name ${role} --query 'PolicyNames[]' --output text); do aws iam delete-role-policy --role-name ${role} --policy-name "$one"; done`,
  `aws iam delete-role --role-name ${role}`,
  DELETE,
];

mends(autoscalerRemains, [
  [
    'tells of an account that nothing runs under',
    account('cluster-autoscaler', 'arn:aws:iam::111122223333:role/ca'),
    withRole('ca'),
  ],
  [
    'names a role with a path',
    account('cluster-autoscaler', CA),
    withRole('ca'),
  ],
  [
    'has a role beside one of another account',
    two('external-dns', 'arn:aws:iam::111122223333:role/dns'),
    withRole('ca'),
  ],
  ['shares the role with another', two('external-dns', CA), [DELETE]],
  [
    'names a role of another account',
    account('cluster-autoscaler', 'arn:aws:iam::999999999999:role/ca'),
    [DELETE],
  ],
  [
    'names what is no role, but could be a command',
    account('cluster-autoscaler', 'arn:aws:iam::111122223333:role/$(reboot)'),
    [DELETE],
  ],
  [
    'has commands behind the name of its role',
    account('cluster-autoscaler', 'arn:aws:iam::111122223333:role/ca; reboot'),
    [DELETE],
  ],
  [
    'has commands before its role',
    account('cluster-autoscaler', 'x arn:aws:iam::111122223333:role/ca'),
    [DELETE],
  ],
  [
    'tells of tags',
    tagged({ ...TAGS, 'k8s.io/cluster-autoscaler/a b': '' }),
    [
      "aws autoscaling delete-tags --region us-east-1 --tags ResourceId=workers,ResourceType=auto-scaling-group,Key=k8s.io/cluster-autoscaler/enabled ResourceId=workers,ResourceType=auto-scaling-group,Key=k8s.io/cluster-autoscaler/node-template/label/team 'ResourceId=workers,ResourceType=auto-scaling-group,Key=k8s.io/cluster-autoscaler/a b'",
    ],
  ],
]);

it('warns that another cluster may use the role', () => {
  const titleOf = (role: string) =>
    findingsOf(autoscalerRemains, account('cluster-autoscaler', role))[0].patch
      ?.title;
  expect(titleOf(CA)).toContain('no other cluster');
  expect(titleOf('none')).toBe('Delete it');
});
