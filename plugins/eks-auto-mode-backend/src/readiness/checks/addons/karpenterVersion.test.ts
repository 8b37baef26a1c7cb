// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { CLUSTER_ARN } from '../../testing/inventory';
import { aContainer, aDeployment } from '../../testing/objects';
import { holds } from '../../testing/holds';
import type { Change } from '../../testing/says';
import { karpenterVersion } from './karpenterVersion';

const image = (text: string, replicas = 2): Change => ({
  deployments: [
    aDeployment('karpenter', {
      namespace: 'kube-system',
      replicas,
      spec: { containers: [aContainer({ image: text })] },
    }).deployment,
  ],
});
const found = ['blocker Deployment kube-system/karpenter'];

holds(karpenterVersion, [
  [
    'blocks on 1.0',
    image('public.ecr.aws/karpenter/controller:1.0.8@sha256:abc'),
    found,
    ['version 1.0.8; at least 1.1'],
  ],
  [
    'blocks on 0.37',
    image('public.ecr.aws/karpenter/controller:v0.37.0'),
    found,
    ['version v0.37.0; at least 1.1'],
  ],
  ['passes on 1.1', image('public.ecr.aws/karpenter/controller:1.1.0'), []],
  [
    'passes over one that is scaled to 0',
    image('public.ecr.aws/karpenter/controller:0.37.0', 0),
    [],
  ],
  [
    'does not pass by a version that it cannot tell',
    image('registry/karpenter@sha256:abc'),
    [`unknown ${CLUSTER_ARN}`],
  ],
]);
