// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { defineCheck } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { ec2Arn } from '../../arns';
import { shellPatch } from '../../patch';
import { listOf } from '../../text';

const PREFIX = 'kubernetes.io/cluster/';

export const clusterTags = defineCheck({
  code: 'NET-21',
  title: 'No subnet is tagged for another cluster only',
  severity: 'warning',
  resolvedBy: 'platform',
  reads: ['cluster', 'subnets'],
  why: 'Load balancers and older controllers pass over a subnet that is tagged for another cluster.',
  remediation: 'Tag the subnet for this cluster too, with the value shared.',
  source: 'EKS User Guide, network-reqs',
  evaluate: ({ cluster, subnets }) =>
    subnets.flatMap(({ id, tags }) => {
      const names = Object.keys(tags)
        .filter(key => key.startsWith(PREFIX))
        .map(key => key.slice(PREFIX.length));
      if (
        !cluster.network.subnetIds.includes(id) ||
        names.length === 0 ||
        names.includes(cluster.name)
      ) {
        return [];
      }
      return [
        {
          subject: { arn: ec2Arn(cluster, 'subnet', id) },
          message:
            'The subnet is tagged for another cluster, not for this one.',
          evidence: `${id}: tagged for ${listOf(names)}`,
          patch: shellPatch('Tag the subnet for this cluster', [
            [
              'aws',
              'ec2',
              'create-tags',
              '--region',
              cluster.region,
              '--resources',
              id,
              '--tags',
              `Key=${PREFIX}${cluster.name},Value=shared`,
            ],
          ]),
        },
      ];
    }),
});
