// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type {
  AutoScalingGroup,
  InventoryParts,
  LaunchTemplate,
  MachineImage,
  Nodegroup,
} from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { launchedBy, launchedFrom, ownGroups } from '../inventory/launch';

/** What {@link launchingGroups} reads. */
export const launchParts = [
  'nodegroups',
  'autoScalingGroups',
  'launchTemplates',
] as const;

/** A managed node group, or an Auto Scaling group of somebody's own, with what it launches from. */
export interface LaunchingGroup {
  arn: string;
  name: string;
  /** `node group web`, `Auto Scaling group workers`. */
  words: string;
  /** Undefined for an Auto Scaling group of somebody's own. */
  nodegroup?: Nodegroup;
  /** Undefined for a managed group. */
  own?: AutoScalingGroup;
  template?: LaunchTemplate;
  /** What its instances are launched from: EKS makes a template of its own for every managed group. */
  launched?: LaunchTemplate;
  /** `launch template` or `launch configuration`. */
  from: string;
}

/** Every group of a cluster that launches instances from what people wrote. */
export function launchingGroups({
  nodegroups,
  autoScalingGroups,
  launchTemplates,
}: Pick<InventoryParts, (typeof launchParts)[number]>): LaunchingGroup[] {
  const from = (template: LaunchTemplate | undefined) => ({
    template,
    from: template?.configuration ? 'launch configuration' : 'launch template',
  });
  return [
    ...nodegroups.map(nodegroup => {
      const template = launchedFrom(nodegroup, launchTemplates);
      const behind = autoScalingGroups.filter(group =>
        nodegroup.autoScalingGroups.includes(group.name),
      );
      return {
        arn: nodegroup.arn,
        name: nodegroup.name,
        words: `node group ${nodegroup.name}`,
        nodegroup,
        launched: launchedBy(behind, launchTemplates) ?? template,
        ...from(template),
      };
    }),
    ...ownGroups(nodegroups, autoScalingGroups).map(own => {
      const launched = launchedFrom(own, launchTemplates);
      return {
        arn: own.arn,
        name: own.name,
        words: `Auto Scaling group ${own.name}`,
        own,
        launched,
        ...from(launched),
      };
    }),
  ];
}

/** Types that the group's nodes can have: its own list, or the template's. */
export function instanceTypesOf({
  nodegroup,
  own,
  template,
}: LaunchingGroup): string[] {
  const named = nodegroup?.instanceTypes ?? own?.instanceTypes ?? [];
  if (named.length > 0) return named;
  return template?.instanceType ? [template.instanceType] : [];
}

/** Whether AWS itself owns an image: all of EKS' own are (EKS User Guide, eks-optimized-amis). */
export function isOfAws(image: MachineImage): boolean {
  return image.owner === 'amazon';
}

/** Whether people chose the group's image themselves: what it holds, nobody here can read. */
export function hasOwnImage(
  { nodegroup, template }: LaunchingGroup,
  images: ReadonlyMap<string, MachineImage>,
): boolean {
  const imageId = template?.imageId;
  const image = images.get(imageId ?? '');
  // One of AWS' that is named by its id adds nothing; one that could not be read is unknown.
  return image
    ? !isOfAws(image)
    : nodegroup?.amiType === 'CUSTOM' || (!!nodegroup && !!imageId);
}
