// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import {
  defineCheck,
  type Instance,
} from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { ec2Arn } from '../../arns';
import {
  launchingGroups,
  launchParts,
  type LaunchingGroup,
} from '../../launchTemplates';
import { count } from '../../text';

const isItsOwn = (tenancy: string | undefined) =>
  tenancy === 'dedicated' || tenancy === 'host';

function holdsInstance(
  { nodegroup, own }: LaunchingGroup,
  { id, tags }: Instance,
): boolean {
  return nodegroup
    ? tags['eks:nodegroup-name'] === nodegroup.name
    : own?.instances.some(one => one.id === id) ?? false;
}

export const tenancy = defineCheck({
  code: 'NG-23',
  title: 'No dedicated hosts and no Wavelength zones',
  severity: 'blocker',
  resolvedBy: 'platform',
  reads: ['cluster', ...launchParts, 'instances', 'subnets'],
  why: 'Auto Mode launches no instances on dedicated tenancy or hosts, and its support of Wavelength zones is not documented.',
  remediation: 'Keep the group.',
  source: 'EKS User Guide, automode; facts not found in stored text',
  evaluate: parts => {
    const { cluster, instances, subnets } = parts;
    const groups = launchingGroups(parts);
    const wavelength = new Set(
      subnets
        .filter(one => /-wl\d-/.test(one.availabilityZone))
        .map(one => one.id),
    );
    const special = instances
      .filter(one => !one.managedByAuto && one.state === 'running')
      .flatMap(one => {
        if (isItsOwn(one.tenancy))
          return [{ one, why: `tenancy ${one.tenancy}` }];
        return one.subnetId && wavelength.has(one.subnetId)
          ? [{ one, why: `zone ${one.availabilityZone}` }]
          : [];
      });
    const byGroup = new Map<string, typeof special>();
    for (const entry of special) {
      const arn =
        groups.find(group => holdsInstance(group, entry.one))?.arn ??
        ec2Arn(cluster, 'instance', entry.one.id);
      byGroup.set(arn, [...(byGroup.get(arn) ?? []), entry]);
    }
    return [
      ...[...byGroup].map(([arn, entries]) => ({
        subject: { arn },
        message: 'These nodes stand where Auto Mode launches none.',
        evidence: `${count(entries.length, 'instance')}: ${[
          ...new Set(entries.map(entry => entry.why)),
        ].join(', ')}`,
      })),
      ...groups
        .filter(({ template }) => isItsOwn(template?.tenancy))
        .map(({ arn, words, template, from }) => ({
          subject: { arn },
          message: `The ${words} launches where Auto Mode launches none.`,
          evidence: `${from} tenancy = ${template?.tenancy}`,
        })),
    ];
  },
});
