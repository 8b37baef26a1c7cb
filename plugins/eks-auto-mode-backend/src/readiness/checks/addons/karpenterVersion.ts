// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { defineCheck } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { imageOf } from '../../images';
import { karpenterContainer, runningKarpenters } from '../../karpenters';
import { addonVersion, compareVersions } from '../../versions';
import { subjectOf } from '../../workloads';

/** From 1.1 on Karpenter leaves pools of other NodeClass groups alone. */
const OLDEST = [1, 1, 0];

export const karpenterVersion = defineCheck({
  code: 'ADD-06',
  title: 'Karpenter is new enough to live beside Auto Mode',
  severity: 'blocker',
  resolvedBy: 'platform',
  reads: ['deployments'],
  why: 'An older Karpenter claims the pools of Auto Mode as its own.',
  remediation:
    'Upgrade Karpenter to 1.1 or newer before Auto Mode is switched on.',
  source: 'EKS User Guide, auto-migrate-karpenter',
  evaluate: ({ deployments }) =>
    runningKarpenters(deployments).flatMap(deployment => {
      const { metadata } = deployment;
      const container = karpenterContainer(deployment);
      const said =
        (container && imageOf(container).tag) ??
        metadata.labels?.['app.kubernetes.io/version'];
      const version = said === undefined ? undefined : addonVersion(said);
      if (!version) {
        throw new Error(
          `the version of Deployment ${metadata.namespace}/${metadata.name} cannot be told from its image or labels`,
        );
      }
      if (compareVersions(version, OLDEST) >= 0) return [];
      return [
        {
          subject: subjectOf(deployment),
          message: `Karpenter ${said} would claim the pools of Auto Mode as its own.`,
          evidence: `version ${said}; at least 1.1`,
        },
      ];
    }),
});
