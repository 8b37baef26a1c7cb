// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { holds } from '../../testing/holds';
import { findingsOf, type Change } from '../../testing/says';
import { addonCompatibility } from './addonCompatibility';

const offered =
  (...compatibleVersions: string[]): Change =>
  ({ addons }) => ({
    addons: addons.map(one =>
      one.name === 'coredns' ? { ...one, compatibleVersions } : one,
    ),
  });
const found = [
  'warning arn:aws:eks:us-east-1:111122223333:addon/shop/coredns/1',
];

holds(addonCompatibility, [
  [
    'warns of a version that is not offered',
    offered('v1.13.0-eksbuild.1'),
    found,
    ['newest that it lists: v1.13.0-eksbuild.1'],
  ],
  [
    'warns where EKS lists no version at all',
    offered(),
    found,
    ['eks:DescribeAddonVersions lists no version of it for 1.35'],
  ],
]);

it('ADD-04 does not ask for an update to a version where there is none', () => {
  expect(findingsOf(addonCompatibility, offered())[0].remedy).toMatch(
    /EKS lists none/,
  );
  expect(
    findingsOf(addonCompatibility, offered('v2'))[0].remedy,
  ).toBeUndefined();
});
