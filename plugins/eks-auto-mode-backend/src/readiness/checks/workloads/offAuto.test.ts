// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { aDeployment } from '../../testing/objects';
import { says } from '../../testing/says';
import { offAuto } from './offAuto';

it('WL-12 tells of what keeps off Auto nodes, and of nothing else', () => {
  expect(says(offAuto)).toEqual([
    'info DaemonSet kube-system/aws-node',
    'info DaemonSet kube-system/kube-proxy',
  ]);
  expect(
    says(offAuto, {
      daemonSets: [],
      pods: [],
      deployments: [
        aDeployment('web').deployment,
        aDeployment('batch', {
          spec: {
            nodeSelector: { 'eks.amazonaws.com/compute-type': 'fargate' },
          },
        }).deployment,
      ],
    }),
  ).toEqual(['info Deployment shop/batch']);
});
