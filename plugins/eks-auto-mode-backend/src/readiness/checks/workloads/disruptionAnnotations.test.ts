// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { aDeployment } from '../../testing/objects';
import { holds } from '../../testing/holds';
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
