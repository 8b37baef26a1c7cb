// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { aContainer, aDaemonSet, aDeployment } from '../../testing/objects';
import { holds, mends, type Case } from '../../testing/holds';
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
    ['DaemonSet nvidia-device-plugin-daemonset, images x'],
  ],
  [
    'warns of one by image',
    daemonSet('gpu', 'nvcr.io/nvidia/k8s-device-plugin:v0.17.0'),
    ['warning DaemonSet shop/gpu'],
    ['DaemonSet gpu, images k8s-device-plugin'],
  ],
  [
    'warns of Neuron’s',
    daemonSet('neuron-device-plugin'),
    ['warning DaemonSet shop/neuron-device-plugin'],
    ['DaemonSet neuron-device-plugin, images x'],
  ],
  [
    'warns of EFA’s',
    daemonSet('aws-efa-k8s-device-plugin'),
    ['warning DaemonSet shop/aws-efa-k8s-device-plugin'],
    ['DaemonSet aws-efa-k8s-device-plugin, images x'],
  ],
  [
    'warns of the GPU operator',
    { deployments: [aDeployment('gpu-operator').deployment] },
    ['warning Deployment shop/gpu-operator'],
    ['Deployment gpu-operator, images app'],
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
  ...[
    'nvidia-gpu-operator',
    'nvidia-x-device-plugin',
    'neurondevice-plugin',
  ].map(
    (name): Case => [
      `knows ${name}`,
      daemonSet(name),
      [`warning DaemonSet shop/${name}`],
    ],
  ),
  ...['my-gpu-operator', 'gpu-operator-docs', 'k8s-device-plugin-docs'].map(
    (name): Case => [`passes over ${name}`, daemonSet(name), []],
  ),
  [
    'knows one image among several',
    {
      daemonSets: [
        aDaemonSet('gpu', {
          spec: {
            containers: [
              aContainer({ image: 'x' }),
              aContainer({ image: 'nvcr.io/nvidia/k8s-device-plugin:v0.17.0' }),
            ],
          },
        }).daemonSet,
      ],
    },
    ['warning DaemonSet shop/gpu'],
  ],
]);

mends(devicePlugins, [
  [
    'warns of NVIDIA’s plugin',
    daemonSet('nvidia-device-plugin-daemonset'),
    [
      '# kubectl patch -f patch.yaml --type merge --patch-file patch.yaml',
      'apiVersion: apps/v1',
      'kind: DaemonSet',
      'metadata:',
      '  name: nvidia-device-plugin-daemonset',
      '  namespace: shop',
      'spec:',
      '  template:',
      '    spec:',
      '      affinity:',
      '        nodeAffinity:',
      '          requiredDuringSchedulingIgnoredDuringExecution:',
      '            nodeSelectorTerms:',
      '              - matchExpressions:',
      '                  - key: eks.amazonaws.com/compute-type',
      '                    operator: NotIn',
      '                    values:',
      '                      - auto',
    ],
  ],
]);
