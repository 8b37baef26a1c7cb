// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { holds } from '../../testing/holds';
import type { Change } from '../../testing/says';
import { addonCompatibility } from './addonCompatibility';

const offered =
  (...compatibleVersions: string[]): Change =>
  ({ addons }) => ({
    addons: addons.map(one =>
      one.name === 'coredns' ? { ...one, compatibleVersions } : one,
    ),
  });

holds(addonCompatibility, [
  [
    'warns of a version that is not offered',
    offered('v1.13.0-eksbuild.1'),
    ['warning arn:aws:eks:us-east-1:111122223333:addon/shop/coredns/1'],
    ['newest that it lists: v1.13.0-eksbuild.1'],
  ],
  ['passes where EKS offers nothing to compare with', offered(), []],
]);
