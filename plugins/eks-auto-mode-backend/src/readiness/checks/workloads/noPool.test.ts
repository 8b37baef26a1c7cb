// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { PodSpec } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { aDaemonSet, aDeployment } from '../../testing/objects';
import { holds } from '../../testing/holds';
import { noPool } from './noPool';

const found = ['blocker Deployment shop/web'];
const web = (spec: Partial<PodSpec>) => ({
  deployments: [aDeployment('web', { spec }).deployment],
});
const selecting = (key: string, value: string) =>
  web({ nodeSelector: { [key]: value } });

holds(noPool, [
  [
    'blocks on a label that no node has',
    selecting('team', 'data'),
    found,
    [
      'pool migrated-general: team In (data): its nodes have no such label, pool system: taint CriticalAddonsOnly:NoSchedule is not tolerated',
    ],
  ],
  [
    'passes on a label that the group has, and so its pool',
    healthy => ({
      ...selecting('team', 'data'),
      nodegroups: healthy.nodegroups.map(one => ({
        ...one,
        labels: { team: 'data' },
      })),
    }),
    [],
  ],
  [
    'passes on the operating system by its old name',
    selecting('beta.kubernetes.io/os', 'linux'),
    [],
  ],
  [
    'passes on the architecture by its old name',
    selecting('beta.kubernetes.io/arch', 'amd64'),
    [],
  ],
  [
    'passes on a zone by its old name',
    selecting('failure-domain.beta.kubernetes.io/zone', 'us-east-1a'),
    [],
  ],
  [
    'blocks on a zone without a subnet',
    selecting('topology.kubernetes.io/zone', 'us-east-1f'),
    found,
    [
      'pool migrated-general: topology.kubernetes.io/zone In (us-east-1f): its zones are us-east-1a, us-east-1b, us-east-1c, pool system: taint CriticalAddonsOnly:NoSchedule is not tolerated',
    ],
  ],
  [
    'blocks on another architecture',
    selecting('kubernetes.io/arch', 'arm64'),
    found,
    [
      'pool migrated-general: kubernetes.io/arch In (arm64): it allows In (amd64), pool system: taint CriticalAddonsOnly:NoSchedule is not tolerated',
    ],
  ],
  [
    'blocks on an instance type that no pool launches',
    selecting('node.kubernetes.io/instance-type', 'p5.48xlarge'),
    found,
    [
      'pool migrated-general: node.kubernetes.io/instance-type In (p5.48xlarge): none of the instance types that it launches is that, pool system: taint CriticalAddonsOnly:NoSchedule is not tolerated',
    ],
  ],
  [
    'blocks on a taint of the group that is not tolerated',
    healthy => ({
      ...web({}),
      nodegroups: healthy.nodegroups.map(one => ({
        ...one,
        taints: [{ key: 'dedicated', effect: 'NO_SCHEDULE' as const }],
      })),
      pods: [],
      replicaSets: [],
    }),
    found,
    [
      'pool migrated-general: taint dedicated:NoSchedule is not tolerated, pool system: taint CriticalAddonsOnly:NoSchedule is not tolerated',
    ],
  ],
  [
    'leaves labels of node groups to WL-09',
    selecting('eks.amazonaws.com/nodegroup', 'general'),
    [],
  ],
  [
    'passes over DaemonSets',
    {
      daemonSets: [
        aDaemonSet('agent', { spec: { nodeSelector: { team: 'data' } } })
          .daemonSet,
      ],
    },
    [],
  ],
  [
    'passes over what keeps off Auto nodes',
    web({ nodeSelector: { 'eks.amazonaws.com/compute-type': 'fargate' } }),
    [],
  ],
]);
