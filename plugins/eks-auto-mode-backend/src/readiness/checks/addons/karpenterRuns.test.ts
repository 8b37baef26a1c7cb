// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { InventoryParts } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { holds, mends } from '../../testing/holds';
import { aContainer, aDeployment } from '../../testing/objects';
import { karpenterRuns } from './karpenterRuns';

const running = (
  name: string,
  more: { image?: string; replicas?: number } = {},
): Partial<InventoryParts> => ({
  deployments: [
    aDeployment(name, {
      namespace: 'kube-system',
      replicas: more.replicas ?? 2,
      spec: { containers: [aContainer({ image: more.image ?? 'app:1' })] },
    }).deployment,
  ],
});

holds(karpenterRuns, [
  [
    'blocks on a Karpenter beside managed groups, however new',
    running('karpenter', {
      image: 'public.ecr.aws/karpenter/controller:1.6.2',
    }),
    ['blocker Deployment kube-system/karpenter'],
    ['2 replicas; groups that are to move: general'],
  ],
  [
    'knows it by its image',
    running('provisioner', {
      image: 'registry.shop.example/karpenter/controller:1.6.2',
      replicas: 1,
    }),
    ['blocker Deployment kube-system/provisioner'],
    ['1 replica; groups that are to move: general'],
  ],
  [
    'knows it by its name',
    running('karpenter'),
    ['blocker Deployment kube-system/karpenter'],
  ],
  [
    'passes over one that is stopped',
    running('karpenter', { replicas: 0 }),
    [],
  ],
  [
    'passes over what is only named like it',
    running('karpenter-dashboard', { image: 'karpenter-dashboard:1' }),
    [],
  ],
  [
    'passes where no managed group is there to be moved',
    { ...running('karpenter'), nodegroups: [] },
    [],
  ],
]);

mends(karpenterRuns, [
  [
    'blocks on a Karpenter',
    running('karpenter'),
    ['kubectl --namespace=kube-system scale deployment/karpenter --replicas=0'],
  ],
]);
