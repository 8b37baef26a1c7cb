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

/**
 * How far metadata of the instances reaches. Where nothing is said, IMDSv1 is allowed, at one hop, unless the image or the
 * account says otherwise (Amazon EC2 User Guide, configuring-IMDS-new-instances).
 */
export function metadataOf({
  httpTokens,
  httpPutResponseHopLimit: hops = 1,
}: LaunchTemplate): { v1?: string; hops: number } {
  if (httpTokens === 'required') return { hops };
  const v1 = httpTokens
    ? `httpTokens = ${httpTokens} (IMDSv1 is allowed)`
    : 'httpTokens is not set (IMDSv1 is allowed unless the image or the account forbids it)';
  return { v1, hops };
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

/** What instances of Auto Scaling groups launch from: for a managed group a template that EKS makes. */
export function launchedBy(
  groups: readonly AutoScalingGroup[],
  templates: readonly LaunchTemplate[],
): LaunchTemplate | undefined {
  return groups
    .map(group => launchedFrom(group, templates))
    .find(one => one !== undefined);
}
