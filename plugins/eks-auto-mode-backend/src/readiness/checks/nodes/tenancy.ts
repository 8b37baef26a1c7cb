// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { defineCheck } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { ec2Arn } from '../../arns';
import { count } from '../../text';

export const tenancy = defineCheck({
  code: 'NG-23',
  title: 'No dedicated hosts and no Wavelength zones',
  severity: 'blocker',
  resolvedBy: 'platform',
  reads: ['cluster', 'nodegroups', 'instances', 'subnets'],
  why: 'Auto Mode launches no instances on dedicated tenancy or hosts, and its support of Wavelength zones is not documented.',
  remediation: 'Keep the group.',
  source: 'EKS User Guide, automode; facts not found in stored text',
  evaluate: ({ cluster, nodegroups, instances, subnets }) => {
    const wavelength = new Set(
      subnets
        .filter(one => /-wl\d-/.test(one.availabilityZone))
        .map(one => one.id),
    );
    const special = instances
      .filter(one => !one.managedByAuto && one.state === 'running')
      .flatMap(one => {
        if (one.tenancy === 'dedicated' || one.tenancy === 'host')
          return [{ one, why: `tenancy ${one.tenancy}` }];
        return one.subnetId && wavelength.has(one.subnetId)
          ? [{ one, why: `zone ${one.availabilityZone}` }]
          : [];
      });
    const byGroup = new Map<string, typeof special>();
    for (const entry of special) {
      const name = entry.one.tags['eks:nodegroup-name'];
      const arn =
        nodegroups.find(group => group.name === name)?.arn ??
        ec2Arn(cluster, 'instance', entry.one.id);
      byGroup.set(arn, [...(byGroup.get(arn) ?? []), entry]);
    }
    return [...byGroup].map(([arn, entries]) => ({
      subject: { arn },
      message: 'These nodes stand where Auto Mode launches none.',
      evidence: `${count(entries.length, 'instance')}: ${[
        ...new Set(entries.map(entry => entry.why)),
      ].join(', ')}`,
    }));
  },
});
