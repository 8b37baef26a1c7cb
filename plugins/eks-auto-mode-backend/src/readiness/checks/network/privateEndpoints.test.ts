// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { holds } from '../../testing/holds';
import type { Change } from '../../testing/says';
import { privateEndpoints } from './privateEndpoints';

const ARN = 'arn:aws:ec2:us-east-1:111122223333:vpc/vpc-1';
const ALL = [
  'ec2',
  'ecr.api',
  'ecr.dkr',
  'eks',
  'eks-auth',
  'elasticloadbalancing',
  'logs',
  's3',
  'sts',
];
const closed =
  (...services: string[]): Change =>
  ({ subnets, vpc }) => ({
    subnets: subnets.map(one => ({ ...one, egress: false })),
    vpc: {
      ...vpc,
      endpoints: services.map(name => `com.amazonaws.us-east-1.${name}`),
    },
  });

holds(privateEndpoints, [
  ['passes with all of them', closed(...ALL), []],
  [
    'blocks where eks-auth is missing',
    closed(...ALL.filter(name => name !== 'eks-auth')),
    [`blocker ${ARN}`],
    [
      'VPC endpoints: com.amazonaws.us-east-1.ec2, com.amazonaws.us-east-1.ecr.api, com.amazonaws.us-east-1.ecr.dkr, com.amazonaws.us-east-1.eks, com.amazonaws.us-east-1.elasticloadbalancing, com.amazonaws.us-east-1.logs, com.amazonaws.us-east-1.s3, com.amazonaws.us-east-1.sts',
    ],
  ],
  [
    'blocks where eks is missing though eks-auth is there',
    closed(...ALL.filter(name => name !== 'eks')),
    [`blocker ${ARN}`],
    [
      'VPC endpoints: com.amazonaws.us-east-1.ec2, com.amazonaws.us-east-1.ecr.api, com.amazonaws.us-east-1.ecr.dkr, com.amazonaws.us-east-1.eks-auth, com.amazonaws.us-east-1.elasticloadbalancing, com.amazonaws.us-east-1.logs, com.amazonaws.us-east-1.s3, com.amazonaws.us-east-1.sts',
    ],
  ],
]);
