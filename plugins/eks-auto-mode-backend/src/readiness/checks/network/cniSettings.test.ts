// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { aContainer, aDaemonSet } from '../../testing/objects';
import { holds } from '../../testing/holds';
import type { Change } from '../../testing/says';
import { cniSettings } from './cniSettings';

const withEnv = (name: string, value: string): Change => ({
  daemonSets: [
    aDaemonSet('aws-node', {
      namespace: 'kube-system',
      spec: { containers: [aContainer({ env: [{ name, value }] })] },
    }).daemonSet,
  ],
});
const found = ['info DaemonSet kube-system/aws-node'];

holds(cniSettings, [
  [
    'tells of a warm target',
    withEnv('WARM_ENI_TARGET', '1'),
    found,
    ['WARM_ENI_TARGET = 1'],
  ],
  [
    'tells of prefix delegation',
    withEnv('ENABLE_PREFIX_DELEGATION', 'true'),
    found,
    ['ENABLE_PREFIX_DELEGATION = true'],
  ],
  [
    'passes over a switch that is off',
    withEnv('ENABLE_PREFIX_DELEGATION', 'false'),
    [],
  ],
]);
