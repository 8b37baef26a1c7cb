// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { defineCheck } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { ec2Arn } from '../../arns';
import { shellPatch } from '../../patch';

export const subnetTags = defineCheck({
  code: 'NET-06',
  title: 'The subnets are tagged for load balancers',
  severity: 'warning',
  resolvedBy: 'plan',
  reads: ['cluster', 'subnets'],
  why: 'Load balancers find their subnets by these tags; without them Auto Mode goes by routes, and not at all for dual-stack ones.',
  remediation:
    'Tag public subnets kubernetes.io/role/elb and private ones kubernetes.io/role/internal-elb, with the value 1.',
  source: 'EKS User Guide, tag-subnets-auto',
  evaluate: ({ cluster, subnets }) =>
    subnets.flatMap(({ id, public: isPublic, tags, availabilityZone }) => {
      const key = isPublic
        ? 'kubernetes.io/role/elb'
        : 'kubernetes.io/role/internal-elb';
      if (
        !cluster.network.subnetIds.includes(id) ||
        tags[key] === '1' ||
        tags[key] === ''
      )
        return [];
      return [
        {
          subject: { arn: ec2Arn(cluster, 'subnet', id) },
          message: `Load balancers do not find this ${
            isPublic ? 'public' : 'private'
          } subnet by its tags.`,
          evidence: `${id} (${availabilityZone}): ${
            key in tags
              ? `${key} = ${tags[key]}, not 1 or empty`
              : `no tag ${key}`
          }`,
          patch: shellPatch('Tag the subnet', [
            [
              'aws',
              'ec2',
              'create-tags',
              '--region',
              cluster.region,
              '--resources',
              id,
              '--tags',
              `Key=${key},Value=1`,
            ],
          ]),
        },
      ];
    }),
});
