// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { PodSpec } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { aDaemonSet, aDeployment } from '../../testing/objects';
import { holds, mends } from '../../testing/holds';
import { says } from '../../testing/says';
import { withoutOldLabels } from '../../oldLabels';
import { aPodSpec } from '../../testing/objects';
import { groupLabels } from './groupLabels';

const found = ['blocker Deployment shop/web'];
const web = (spec: Partial<PodSpec>) => ({
  deployments: [aDeployment('web', { spec }).deployment],
});
const selecting = (key: string, value: string) =>
  web({ nodeSelector: { [key]: value } });
const affinity = (
  ...nodeSelectorTerms: {
    matchExpressions: {
      key: string;
      operator: 'In' | 'NotIn' | 'Exists';
      values?: string[];
    }[];
  }[]
) => ({
  affinity: {
    nodeAffinity: {
      requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms },
    },
  },
});
const group = { key: 'eks.amazonaws.com/nodegroup', values: ['general'] };

holds(groupLabels, [
  [
    'blocks on a node group',
    selecting('eks.amazonaws.com/nodegroup', 'general'),
    found,
    ['node selector or required affinity on eks.amazonaws.com/nodegroup'],
  ],
  [
    'blocks on a capacity type of node groups',
    selecting('eks.amazonaws.com/capacityType', 'ON_DEMAND'),
    found,
    ['node selector or required affinity on eks.amazonaws.com/capacityType'],
  ],
  [
    'blocks on eksctl',
    selecting('alpha.eksctl.io/nodegroup-name', 'general'),
    found,
    ['node selector or required affinity on alpha.eksctl.io/nodegroup-name'],
  ],
  [
    'blocks on a host',
    selecting('kubernetes.io/hostname', 'ip-10-0-1-10.ec2.internal'),
    found,
    ['node selector or required affinity on kubernetes.io/hostname'],
  ],
  [
    'blocks on a required affinity',
    web(affinity({ matchExpressions: [{ ...group, operator: 'In' }] })),
    found,
    ['node selector or required affinity on eks.amazonaws.com/nodegroup'],
  ],
  [
    'blocks on Exists',
    web(
      affinity({ matchExpressions: [{ key: group.key, operator: 'Exists' }] }),
    ),
    found,
    ['node selector or required affinity on eks.amazonaws.com/nodegroup'],
  ],
  [
    'passes on NotIn, which an Auto node satisfies',
    web(affinity({ matchExpressions: [{ ...group, operator: 'NotIn' }] })),
    [],
  ],
  [
    'passes where another alternative fits',
    web(
      affinity(
        { matchExpressions: [{ ...group, operator: 'In' }] },
        {
          matchExpressions: [
            { key: 'kubernetes.io/arch', operator: 'In', values: ['amd64'] },
          ],
        },
      ),
    ),
    [],
  ],
  [
    'passes on an alias of the operating system',
    selecting('beta.kubernetes.io/os', 'linux'),
    [],
  ],
  [
    'passes over preferences',
    web({
      affinity: {
        nodeAffinity: {
          preferredDuringSchedulingIgnoredDuringExecution: [
            {
              weight: 1,
              preference: { matchExpressions: [{ ...group, operator: 'In' }] },
            },
          ],
        },
      },
    }),
    [],
  ],
  [
    'blocks a DaemonSet too',
    {
      daemonSets: [
        aDaemonSet('agent', {
          spec: { nodeSelector: { 'eks.amazonaws.com/nodegroup': 'general' } },
        }).daemonSet,
      ],
    },
    ['blocker DaemonSet shop/agent'],
    ['node selector or required affinity on eks.amazonaws.com/nodegroup'],
  ],
]);

it.each([
  'eks.amazonaws.com/nodegroup',
  'eks.amazonaws.com/capacityType',
  'kubernetes.io/hostname',
])('WL-09 on %s is gone with its patch', key => {
  const value = key.endsWith('capacityType') ? 'ON_DEMAND' : 'general';
  expect(
    says(
      groupLabels,
      web(withoutOldLabels(aPodSpec({ nodeSelector: { [key]: value } }))),
    ),
  ).toEqual([]);
});

mends(groupLabels, [
  [
    'blocks on a node group',
    selecting('eks.amazonaws.com/nodegroup', 'general'),
    [
      '# kubectl patch -f patch.yaml --type merge --patch-file patch.yaml',
      'apiVersion: apps/v1',
      'kind: Deployment',
      'metadata:',
      '  name: web',
      '  namespace: shop',
      'spec:',
      '  template:',
      '    spec:',
      '      nodeSelector:',
      '        eks.amazonaws.com/nodegroup: null',
    ],
  ],
  [
    'blocks on a capacity type of node groups',
    selecting('eks.amazonaws.com/capacityType', 'ON_DEMAND'),
    [
      '# kubectl patch -f patch.yaml --type merge --patch-file patch.yaml',
      'apiVersion: apps/v1',
      'kind: Deployment',
      'metadata:',
      '  name: web',
      '  namespace: shop',
      'spec:',
      '  template:',
      '    spec:',
      '      nodeSelector:',
      '        eks.amazonaws.com/capacityType: null',
      '      affinity:',
      '        nodeAffinity:',
      '          requiredDuringSchedulingIgnoredDuringExecution:',
      '            nodeSelectorTerms:',
      '              - matchExpressions:',
      '                  - key: eks.amazonaws.com/capacityType',
      '                    operator: In',
      '                    values:',
      '                      - ON_DEMAND',
      '              - matchExpressions:',
      '                  - key: karpenter.sh/capacity-type',
      '                    operator: In',
      '                    values:',
      '                      - on-demand',
    ],
  ],
  [
    'blocks on a required affinity',
    web(affinity({ matchExpressions: [{ ...group, operator: 'In' }] })),
    [
      '# kubectl patch -f patch.yaml --type merge --patch-file patch.yaml',
      'apiVersion: apps/v1',
      'kind: Deployment',
      'metadata:',
      '  name: web',
      '  namespace: shop',
      'spec:',
      '  template:',
      '    spec:',
      '      affinity:',
      '        nodeAffinity:',
      '          requiredDuringSchedulingIgnoredDuringExecution: null',
    ],
  ],
]);
