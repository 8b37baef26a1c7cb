// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { Deployment } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { containerOf } from './images';

/** The container of a Karpenter's controller, if the Deployment has one by its image. */
export function karpenterContainer(deployment: Deployment) {
  return containerOf(
    deployment.spec.template.spec,
    /(^|\/)karpenter(\/controller)?$/,
  );
}

/** Karpenters that are at work: told by their image, or by the name that the chart gives. */
export function runningKarpenters(
  deployments: readonly Deployment[],
): Deployment[] {
  return deployments.filter(
    deployment =>
      (deployment.metadata.name === 'karpenter' ||
        karpenterContainer(deployment) !== undefined) &&
      (deployment.spec.replicas ?? 1) > 0,
  );
}
