// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type {
  NodePool,
  PodSpec,
} from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { withoutOldLabels } from '../../oldLabels';
import { aDeployment, aPodSpec } from '../../testing/objects';
import { holds, mends } from '../../testing/holds';
import { says } from '../../testing/says';
import { karpenterLabels } from './karpenterLabels';

const found = ['blocker Deployment shop/web'];
const web = (spec: Partial<PodSpec>) => ({
  deployments: [aDeployment('web', { spec }).deployment],
});
const family = { nodeSelector: { 'karpenter.k8s.aws/instance-family': 'm6i' } };
const spread = (whenUnsatisfiable: 'DoNotSchedule' | 'ScheduleAnyway') =>
  web({
    topologySpreadConstraints: [
      {
        maxSkew: 1,
        whenUnsatisfiable,
        topologyKey: 'karpenter.k8s.aws/instance-family',
        labelSelector: {},
      },
    ],
  });
const pool = (group: string): NodePool => ({
  apiVersion: 'karpenter.sh/v1',
  kind: 'NodePool',
  metadata: { name: 'spot' },
  spec: {
    template: {
      spec: {
        nodeClassRef: { group, kind: 'NodeClass', name: 'default' },
        requirements: [
          {
            key: 'karpenter.k8s.aws/instance-family',
            operator: 'In',
            values: ['m6i'],
          },
        ],
      },
    },
  },
});

holds(karpenterLabels, [
  [
    'blocks on a selector',
    web(family),
    found,
    [
      'karpenter.k8s.aws/instance-family (Auto Mode: eks.amazonaws.com/instance-family)',
    ],
  ],
  [
    'blocks on a hard spreading rule',
    spread('DoNotSchedule'),
    found,
    [
      'karpenter.k8s.aws/instance-family (Auto Mode: eks.amazonaws.com/instance-family)',
    ],
  ],
  ['passes on a soft one', spread('ScheduleAnyway'), []],
  [
    'passes on labels that both share',
    web({ nodeSelector: { 'karpenter.sh/capacity-type': 'on-demand' } }),
    [],
  ],
  [
    'blocks a pool of Auto Mode',
    { nodePools: [pool('eks.amazonaws.com')] },
    ['blocker NodePool spot'],
    [
      'karpenter.k8s.aws/instance-family (Auto Mode: eks.amazonaws.com/instance-family)',
    ],
  ],
  [
    'passes over pools of Karpenter',
    { nodePools: [pool('karpenter.k8s.aws')] },
    [],
  ],
]);

it('WL-10 is gone with its patch', () => {
  expect(
    says(karpenterLabels, web(withoutOldLabels(aPodSpec(family)))),
  ).toEqual([]);
});

mends(karpenterLabels, [
  [
    'blocks on a selector',
    web(family),
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
      '        karpenter.k8s.aws/instance-family: null',
      '      affinity:',
      '        nodeAffinity:',
      '          requiredDuringSchedulingIgnoredDuringExecution:',
      '            nodeSelectorTerms:',
      '              - matchExpressions:',
      '                  - key: karpenter.k8s.aws/instance-family',
      '                    operator: In',
      '                    values:',
      '                      - m6i',
      '              - matchExpressions:',
      '                  - key: eks.amazonaws.com/instance-family',
      '                    operator: In',
      '                    values:',
      '                      - m6i',
    ],
  ],
  [
    'blocks on a hard spreading rule',
    spread('DoNotSchedule'),
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
      '      topologySpreadConstraints:',
      '        - maxSkew: 1',
      '          whenUnsatisfiable: DoNotSchedule',
      '          topologyKey: eks.amazonaws.com/instance-family',
      '          labelSelector: {}',
    ],
  ],
]);
