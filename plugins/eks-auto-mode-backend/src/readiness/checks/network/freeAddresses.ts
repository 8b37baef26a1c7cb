// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import {
  defineCheck,
  type FindingDraft,
} from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { ec2Arn } from '../../arns';
import { count } from '../../text';

/** The control plane's network interfaces: at least six, better sixteen (EKS User Guide, network-reqs). */
const LEAST = 6;
const WANTED = 16;
/** An Auto node takes its addresses in blocks of sixteen (EKS User Guide, auto-networking). */
const PER_NODE = 16;
/** Old and new nodes stand side by side while pods move. */
const SURGE = 1.1;

export const freeAddresses = defineCheck({
  code: 'NET-01',
  title: 'The subnets have addresses for the new nodes',
  severity: 'warning',
  mayBlock: true,
  resolvedBy: 'platform',
  reads: ['cluster', 'subnets', 'instances'],
  why: 'Auto nodes take addresses while the old nodes still hold theirs; where none are left, nodes and pods do not start.',
  remediation:
    'Add subnets, for example from a secondary CIDR of the VPC, or free addresses.',
  source: 'EKS User Guide, network-reqs; auto-networking',
  evaluate: ({ cluster, subnets, instances }) => {
    const own = subnets.filter(one =>
      cluster.network.subnetIds.includes(one.id),
    );
    const findings: FindingDraft[] = own
      .filter(one => one.availableAddresses < WANTED)
      .map(({ id, cidr, availableAddresses: free }) => ({
        subject: { arn: ec2Arn(cluster, 'subnet', id) },
        severity: free < LEAST ? 'blocker' : 'warning',
        message:
          free < LEAST
            ? `The cluster’s subnet has ${count(
                free,
                'free address',
                'free addresses',
              )}; EKS needs at least ${LEAST}.`
            : `The cluster’s subnet has only ${count(
                free,
                'free address',
                'free addresses',
              )}.`,
        evidence: `${id} (${cidr}): AvailableIpAddressCount = ${free}`,
      }));
    const nodes = instances.filter(
      one => !one.managedByAuto && one.state === 'running',
    ).length;
    const needed = Math.ceil(nodes * PER_NODE * SURGE);
    const free = own.reduce((sum, one) => sum + one.availableAddresses, 0);
    // IPv6 clusters give each node a prefix out of 2^56: addresses do not run out.
    if (
      cluster.network.ipFamily === 'ipv4' &&
      own.length > 0 &&
      free < needed
    ) {
      findings.push({
        subject: { arn: cluster.arn },
        message: `The cluster’s subnets have ${free} free addresses; as many Auto nodes as there are nodes today would take about ${needed}.`,
        evidence: `${count(
          nodes,
          'node',
        )} × ${PER_NODE} addresses + 10 %; free: ${own
          .map(one => `${one.id} ${one.availableAddresses}`)
          .join(', ')}`,
      });
    }
    return findings;
  },
});
