// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import {
  defineCheck,
  type Instance,
} from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { specialPlaceOf } from '../../../placement/specialPlace';
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
  title: 'No dedicated hosts, Outposts and Wavelength zones',
  severity: 'blocker',
  resolvedBy: 'platform',
  reads: ['cluster', ...launchParts, 'instances', 'subnets'],
  why: 'Auto Mode launches no instances on dedicated tenancy or hosts, and its support of Outposts and Wavelength zones is not documented.',
  remediation: 'Keep the group.',
  source: 'EKS User Guide, automode; facts not found in stored text',
  evaluate: parts => {
    const { cluster, instances, subnets } = parts;
    const groups = launchingGroups(parts);
    const placeOfSubnet = new Map(
      subnets.map(one => [one.id, specialPlaceOf(one)]),
    );
    const special = instances
      .filter(one => !one.managedByAuto && one.state === 'running')
      .flatMap(one => {
        const why = isItsOwn(one.tenancy)
          ? `tenancy ${one.tenancy}`
          : specialPlaceOf(one);
        return why ? [{ one, why }] : [];
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
      ...groups.flatMap(({ arn, words, nodegroup, own }) => {
        const subnetIds = nodegroup?.subnetIds ?? own?.subnetIds ?? [];
        const places = subnetIds.flatMap(id => {
          const place = placeOfSubnet.get(id);
          return place ? [`${id}: ${place}`] : [];
        });
        return places.length === 0
          ? []
          : [
              {
                subject: { arn },
                message: `The ${words} launches where Auto Mode launches none.`,
                evidence: places.join(', '),
              },
            ];
      }),
    ];
  },
});
