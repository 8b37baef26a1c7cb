// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { aContainer, aDeployment } from '../../testing/objects';
import { holds, type Case } from '../../testing/holds';
import { clusterAutoscaler } from './clusterAutoscaler';

const system = { namespace: 'kube-system', replicas: 1 };

const byImage = (image: string) => ({
  deployments: [
    aDeployment('scaler', {
      ...system,
      spec: { containers: [aContainer({ image })] },
    }).deployment,
  ],
});

holds(clusterAutoscaler, [
  [
    'warns of one by name',
    { deployments: [aDeployment('aws-cluster-autoscaler', system).deployment] },
    ['warning Deployment kube-system/aws-cluster-autoscaler'],
    ['1 replica'],
  ],
  [
    'warns of one by image',
    {
      deployments: [
        aDeployment('scaler', {
          ...system,
          spec: {
            containers: [
              aContainer({
                image: 'registry.k8s.io/autoscaling/cluster-autoscaler:v1.35.0',
              }),
            ],
          },
        }).deployment,
      ],
    },
    ['warning Deployment kube-system/scaler'],
    ['1 replica'],
  ],
  [
    'passes over one that is scaled to 0',
    {
      deployments: [
        aDeployment('cluster-autoscaler', { ...system, replicas: 0 })
          .deployment,
      ],
    },
    [],
  ],
  [
    'passes over other autoscalers',
    {
      deployments: [
        aDeployment('cluster-proportional-autoscaler', system).deployment,
      ],
    },
    [],
  ],
  ...['cluster-autoscaler:v1', 'mirror/cluster-autoscaler-arm64:v1'].map(
    (image): Case => [
      `knows the image ${image}`,
      byImage(image),
      ['warning Deployment kube-system/scaler'],
    ],
  ),
  ...['my-cluster-autoscaler:v1', 'cluster-autoscaler/docs:v1'].map(
    (image): Case => [`passes over the image ${image}`, byImage(image), []],
  ),
  [
    'takes one replica for the default',
    {
      deployments: [aDeployment('cluster-autoscaler', system).deployment].map(
        one => ({ ...one, spec: { ...one.spec, replicas: undefined } }),
      ),
    },
    ['warning Deployment kube-system/cluster-autoscaler'],
    ['1 replica'],
  ],
  [
    'counts replicas',
    {
      deployments: [
        aDeployment('cluster-autoscaler', { ...system, replicas: 2 })
          .deployment,
      ],
    },
    ['warning Deployment kube-system/cluster-autoscaler'],
    ['2 replicas'],
  ],
]);
