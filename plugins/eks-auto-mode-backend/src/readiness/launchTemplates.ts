// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type {
  LaunchTemplate,
  Nodegroup,
} from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';

/** The user's own launch template of a group, in the version that the group names. */
export function launchTemplateOf(
  { launchTemplate: wanted }: Pick<Nodegroup, 'launchTemplate'>,
  templates: readonly LaunchTemplate[],
): LaunchTemplate | undefined {
  if (!wanted) return undefined;
  const named = templates.filter(one =>
    wanted.id ? one.id === wanted.id : one.name === wanted.name,
  );
  return (
    named.find(one => one.version === wanted.version) ??
    (named.length === 1 ? named[0] : undefined)
  );
}

/** Types that the group's nodes can have: its own list, or the template's. */
export function instanceTypesOf(
  group: Nodegroup,
  templates: readonly LaunchTemplate[],
): string[] {
  if (group.instanceTypes.length > 0) return group.instanceTypes;
  const type = launchTemplateOf(group, templates)?.instanceType;
  return type ? [type] : [];
}
