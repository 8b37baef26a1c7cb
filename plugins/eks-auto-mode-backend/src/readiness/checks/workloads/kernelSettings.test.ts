// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { holds } from '../../testing/holds';
import { aDeployment } from '../../testing/objects';
import { kernelSettings } from './kernelSettings';

const web = (name: string, nodeSelector: Record<string, string> = {}) => ({
  deployments: [
    aDeployment('web', {
      spec: {
        nodeSelector,
        securityContext: { sysctls: [{ name, value: '1' }] },
      },
    }).deployment,
  ],
});

holds(kernelSettings, [
  [
    'warns of one that a kubelet has to allow',
    web('net.core.somaxconn'),
    ['warning Deployment shop/web'],
    ['securityContext.sysctls net.core.somaxconn'],
  ],
  ['passes on a safe one', web('net.ipv4.ip_unprivileged_port_start'), []],
  [
    'passes where it keeps off Auto nodes',
    web('net.core.somaxconn', { 'eks.amazonaws.com/compute-type': 'hybrid' }),
    [],
  ],
]);
