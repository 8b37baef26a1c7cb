// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { aDeployment } from '../../testing/objects';
import { holds, mends } from '../../testing/holds';
import { disruptionAnnotations } from './disruptionAnnotations';

const web = (annotations: Record<string, string>) => ({
  deployments: [aDeployment('web', { annotations }).deployment],
});
const found = ['warning Deployment shop/web'];

holds(disruptionAnnotations, [
  [
    'warns of Karpenter’s',
    web({ 'karpenter.sh/do-not-disrupt': 'true' }),
    found,
    ['karpenter.sh/do-not-disrupt: "true"'],
  ],
  [
    'warns of Cluster Autoscaler’s',
    web({ 'cluster-autoscaler.kubernetes.io/safe-to-evict': 'false' }),
    found,
    ['cluster-autoscaler.kubernetes.io/safe-to-evict: "false"'],
  ],
  [
    'passes where it is safe to evict',
    web({ 'cluster-autoscaler.kubernetes.io/safe-to-evict': 'true' }),
    [],
  ],
]);

mends(disruptionAnnotations, [
  [
    'warns of Karpenter’s',
    web({ 'karpenter.sh/do-not-disrupt': 'true' }),
    [
      '# kubectl patch -f patch.yaml --type merge --patch-file patch.yaml',
      'apiVersion: apps/v1',
      'kind: Deployment',
      'metadata:',
      '  name: web',
      '  namespace: shop',
      'spec:',
      '  template:',
      '    metadata:',
      '      annotations:',
      '        karpenter.sh/do-not-disrupt: null',
    ],
  ],
]);
