// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { holds } from '../../testing/holds';
import { aDeployment } from '../../testing/objects';
import { runtimeClasses } from './runtimeClasses';

const web = (
  runtimeClassName: string,
  nodeSelector: Record<string, string> = {},
) => ({
  deployments: [
    aDeployment('web', { spec: { runtimeClassName, nodeSelector } }).deployment,
  ],
});

holds(runtimeClasses, [
  [
    'warns of gVisor',
    web('gvisor'),
    ['warning Deployment shop/web'],
    ['runtimeClassName gvisor'],
  ],
  ['passes on NVIDIA’s', web('nvidia'), []],
  [
    'passes where it keeps off Auto nodes',
    web('kata', { 'eks.amazonaws.com/compute-type': 'hybrid' }),
    [],
  ],
]);
