// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { InventoryParts } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { CLUSTER_ARN } from '../../testing/inventory';
import { aContainer, aDeployment } from '../../testing/objects';
import { holds, type Case } from '../../testing/holds';
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

const named =
  (
    name: string,
    text: string,
    version?: string,
  ): ((healthy: InventoryParts) => Partial<InventoryParts>) =>
  () => {
    const { deployment } = aDeployment(name, {
      namespace: 'kube-system',
      spec: { containers: [aContainer({ image: text })] },
    });
    return {
      deployments: [
        {
          ...deployment,
          metadata: {
            ...deployment.metadata,
            labels: version
              ? { 'app.kubernetes.io/version': version }
              : undefined,
          },
        },
      ],
    };
  };

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
    [
      'Error: the version of Deployment kube-system/karpenter cannot be told from its image or labels',
    ],
  ],
  [
    'goes by the label where the image does not say',
    named('karpenter', 'registry/karpenter@sha256:abc', '0.37.0'),
    found,
    ['version 0.37.0; at least 1.1'],
  ],
  [
    'knows one by its image, whatever its name',
    named('scaler', 'karpenter:0.37.0'),
    ['blocker Deployment kube-system/scaler'],
  ],
  [
    'knows one by its name, whatever its image',
    named('karpenter', 'own/scaler:1', '0.37.0'),
    found,
  ],
  ...[
    'my-karpenter:0.1.0',
    'karpenter/webhook:0.1.0',
    'karpenter-docs:0.1.0',
  ].map((other): Case => [`passes over ${other}`, named('other', other), []]),
  [
    'takes one replica for the default',
    healthy => {
      const { deployments = [] } = named(
        'karpenter',
        'karpenter:0.37.0',
      )(healthy);
      return {
        deployments: deployments.map(one => ({
          ...one,
          spec: { ...one.spec, replicas: undefined },
        })),
      };
    },
    found,
  ],
]);
