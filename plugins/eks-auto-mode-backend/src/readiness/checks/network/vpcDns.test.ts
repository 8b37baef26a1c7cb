// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { holds, mends } from '../../testing/holds';
import type { Change } from '../../testing/says';
import { vpcDns } from './vpcDns';

const ARN = 'arn:aws:ec2:us-east-1:111122223333:vpc/vpc-1';
const dns =
  (dnsSupport: boolean, dnsHostnames: boolean): Change =>
  ({ vpc }) => ({ vpc: { ...vpc, dnsSupport, dnsHostnames } });

holds(vpcDns, [
  [
    'blocks without DNS support',
    dns(false, true),
    [`blocker ${ARN}`],
    ['enableDnsSupport = false'],
  ],
  [
    'blocks without host names',
    dns(true, false),
    [`blocker ${ARN}`],
    ['enableDnsHostnames = false'],
  ],
  [
    'speaks once of both',
    dns(false, false),
    [`blocker ${ARN}`],
    ['enableDnsSupport = false, enableDnsHostnames = false'],
  ],
]);

mends(vpcDns, [
  [
    'blocks without DNS support',
    dns(false, true),
    [
      'aws ec2 modify-vpc-attribute --region us-east-1 --vpc-id vpc-1 --enable-dns-support \'{"Value":true}\'',
    ],
  ],
  [
    'speaks once of both',
    dns(false, false),
    [
      'aws ec2 modify-vpc-attribute --region us-east-1 --vpc-id vpc-1 --enable-dns-support \'{"Value":true}\'',
      'aws ec2 modify-vpc-attribute --region us-east-1 --vpc-id vpc-1 --enable-dns-hostnames \'{"Value":true}\'',
    ],
  ],
]);
