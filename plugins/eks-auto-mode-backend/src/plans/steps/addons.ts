// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { Addon } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import type { PlanStep } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import { floorOf, isBelowFloor, versionFor } from '../../readiness/addonFloors';
import { stepOf } from '../change';
import type { Situation } from '../situation';

/** Add-ons that would run on Auto nodes too. */
export function addonsBelowFloor(installed: readonly Addon[]): Addon[] {
  return installed
    .filter(({ name, version }) => isBelowFloor(name, version))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** Brings add-ons to the versions that stay off Auto nodes, keeping people's settings. */
export function addons({ parts }: Situation): PlanStep[] {
  const { cluster } = parts;
  const updates = addonsBelowFloor(parts.addons).flatMap(addon => {
    const version = versionFor(addon);
    return version ? [{ addon, version }] : [];
  });
  if (updates.length === 0) {
    return [];
  }
  const arns = updates.map(({ addon }) => addon.arn);
  return [
    stepOf({
      kind: 'addons',
      title: `Update ${updates.map(({ addon }) => addon.name).join(', ')}`,
      changes: updates.map(({ addon, version }) => ({
        api: 'eks:UpdateAddon',
        target: addon.arn,
        summary: `${addon.name} from ${
          addon.version
        } to ${version}; at least ${floorOf(
          addon.name,
          addon.version,
        )} is needed`,
        before: { addonVersion: addon.version },
        after: { addonVersion: version },
        request: {
          clusterName: cluster.name,
          addonName: addon.name,
          addonVersion: version,
          resolveConflicts: 'PRESERVE',
        },
      })),
      iam: [
        { action: 'eks:UpdateAddon', resources: arns },
        { action: 'eks:DescribeAddon', resources: arns },
        { action: 'eks:DescribeUpdate', resources: [cluster.arn, ...arns] },
      ],
      kubernetes: [],
      undo: {
        possible: true,
        how: 'Each add-on is set back to the version it had. EKS may refuse a lower version; the run then says so and leaves it.',
      },
      predicted: {
        minSeconds: 60 * updates.length,
        maxSeconds: 600 * updates.length,
      },
    }),
  ];
}
