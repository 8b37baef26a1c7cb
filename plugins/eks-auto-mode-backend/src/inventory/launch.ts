// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type {
  AutoScalingGroup,
  LaunchTemplate,
  Nodegroup,
} from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';

/** On the Auto Scaling groups that EKS makes for managed groups. */
const MANAGED_TAG = 'eks:nodegroup-name';

/** How a group says what it launches from. */
export type Launching = Pick<
  AutoScalingGroup,
  'launchTemplate' | 'launchConfiguration'
>;

/** Auto Scaling groups of somebody's own: those that stand behind no managed group. */
export function ownGroups(
  nodegroups: readonly Nodegroup[],
  groups: readonly AutoScalingGroup[],
): AutoScalingGroup[] {
  const managed = new Set(nodegroups.flatMap(one => one.autoScalingGroups));
  return groups.filter(
    // A managed group that could not be described is no group of somebody's own.
    group => !managed.has(group.name) && !(MANAGED_TAG in group.tags),
  );
}

/** The launch template in the version that a group names, or its launch configuration. */
export function launchedFrom(
  { launchTemplate: wanted, launchConfiguration }: Launching,
  templates: readonly LaunchTemplate[],
): LaunchTemplate | undefined {
  if (!wanted)
    return launchConfiguration === undefined
      ? undefined
      : templates.find(
          one => one.configuration && one.name === launchConfiguration,
        );
  const named = templates.filter(
    one =>
      !one.configuration &&
      (wanted.id ? one.id === wanted.id : one.name === wanted.name),
  );
  const version = wanted.version ?? '$Default';
  return (
    named.find(one => one.version === version || one.alias === version) ??
    (named.length === 1 ? named[0] : undefined)
  );
}
