// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { aContainer, aDaemonSet, aDeployment } from '../../testing/objects';
import { holds } from '../../testing/holds';
import { devicePlugins } from './devicePlugins';

const daemonSet = (name: string, image = 'x') => ({
  daemonSets: [
    aDaemonSet(name, { spec: { containers: [aContainer({ image })] } })
      .daemonSet,
  ],
});

holds(devicePlugins, [
  [
    'warns of NVIDIA’s plugin',
    daemonSet('nvidia-device-plugin-daemonset'),
    ['warning DaemonSet shop/nvidia-device-plugin-daemonset'],
  ],
  [
    'warns of one by image',
    daemonSet('gpu', 'nvcr.io/nvidia/k8s-device-plugin:v0.17.0'),
    ['warning DaemonSet shop/gpu'],
  ],
  [
    'warns of Neuron’s',
    daemonSet('neuron-device-plugin'),
    ['warning DaemonSet shop/neuron-device-plugin'],
  ],
  [
    'warns of EFA’s',
    daemonSet('aws-efa-k8s-device-plugin'),
    ['warning DaemonSet shop/aws-efa-k8s-device-plugin'],
  ],
  [
    'warns of the GPU operator',
    { deployments: [aDeployment('gpu-operator').deployment] },
    ['warning Deployment shop/gpu-operator'],
  ],
  [
    'passes where it keeps off',
    {
      daemonSets: [
        aDaemonSet('neuron-device-plugin', {
          spec: {
            nodeSelector: { 'eks.amazonaws.com/compute-type': 'hybrid' },
          },
        }).daemonSet,
      ],
    },
    [],
  ],
]);
