// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { aContainer, aDaemonSet } from '../../testing/objects';
import { holds } from '../../testing/holds';
import type { Change } from '../../testing/says';
import { customNetworking } from './customNetworking';

const withEnv = (value: string): Change => ({
  daemonSets: [
    aDaemonSet('aws-node', {
      namespace: 'kube-system',
      spec: {
        containers: [
          aContainer({
            env: [{ name: 'AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG', value }],
          }),
        ],
      },
    }).daemonSet,
  ],
});

holds(customNetworking, [
  [
    'warns where it is switched on',
    withEnv('true'),
    ['warning DaemonSet kube-system/aws-node'],
    ['AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG = true'],
  ],
  ['passes where it is switched off', withEnv('false'), []],
  [
    'warns of an ENIConfig',
    {
      eniConfigs: [
        {
          apiVersion: 'crd.k8s.amazonaws.com/v1alpha1',
          kind: 'ENIConfig',
          metadata: { name: 'us-east-1a' },
        },
      ],
    },
    ['warning ENIConfig us-east-1a'],
    ['ENIConfig us-east-1a of crd.k8s.amazonaws.com'],
  ],
]);
