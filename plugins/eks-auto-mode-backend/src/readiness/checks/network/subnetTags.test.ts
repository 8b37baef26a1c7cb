// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { holds, mends } from '../../testing/holds';
import { findingsOf, type Change } from '../../testing/says';
import { subnetTags } from './subnetTags';

const arn = (id: string) => `arn:aws:ec2:us-east-1:111122223333:subnet/${id}`;
const tagged =
  (tags: Record<string, string>, isPublic = false): Change =>
  ({ subnets }) => ({
    subnets: subnets.map(one =>
      one.id === 'subnet-private-a' ? { ...one, tags, public: isPublic } : one,
    ),
  });

holds(subnetTags, [
  [
    'warns of a private subnet without its tag',
    tagged({}),
    [`warning ${arn('subnet-private-a')}`],
    ['subnet-private-a (us-east-1a): no tag kubernetes.io/role/internal-elb'],
  ],
  [
    'warns of a private subnet with the tag of a public one',
    tagged({ 'kubernetes.io/role/elb': '1' }),
    [`warning ${arn('subnet-private-a')}`],
    ['subnet-private-a (us-east-1a): no tag kubernetes.io/role/internal-elb'],
  ],
  [
    'takes an empty value',
    tagged({ 'kubernetes.io/role/internal-elb': '' }),
    [],
  ],
  [
    'warns of another value',
    tagged({ 'kubernetes.io/role/internal-elb': '0' }),
    [`warning ${arn('subnet-private-a')}`],
    [
      'subnet-private-a (us-east-1a): kubernetes.io/role/internal-elb = 0, not 1 or empty',
    ],
  ],
  [
    'goes by the route table for public ones',
    tagged({ 'kubernetes.io/role/elb': '1' }, true),
    [],
  ],
]);

it('NET-06 is mended by the plan, with the same command', () => {
  const [{ resolvedBy, patch }] = findingsOf(subnetTags, tagged({}));
  expect(resolvedBy).toBe('plan');
  expect(patch?.content).toBe(
    'aws ec2 create-tags --region us-east-1 --resources subnet-private-a --tags Key=kubernetes.io/role/internal-elb,Value=1\n',
  );
});

mends(subnetTags, [
  [
    'warns of a private subnet without its tag',
    tagged({}),
    [
      'aws ec2 create-tags --region us-east-1 --resources subnet-private-a --tags Key=kubernetes.io/role/internal-elb,Value=1',
    ],
  ],
]);
