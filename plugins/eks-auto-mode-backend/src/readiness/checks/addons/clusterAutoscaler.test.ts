// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { aContainer, aDeployment } from '../../testing/objects';
import { holds } from '../../testing/holds';
import { clusterAutoscaler } from './clusterAutoscaler';

const system = { namespace: 'kube-system', replicas: 1 };

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
]);
