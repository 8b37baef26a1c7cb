// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import {
  group,
  GROUP_ARN,
  OWN_ARN,
  ownGroup,
  template,
} from '../../testing/groups';
import { holds } from '../../testing/holds';
import { findingsOf } from '../../testing/says';
import { diskSize } from './diskSize';

const found = [`warning ${GROUP_ARN}`];
const disks = (...sizes: [string, number][]) => ({
  blockDevices: sizes.map(([device, volumeSize]) => ({ device, volumeSize })),
});
const bottlerocket = { amiType: 'BOTTLEROCKET_x86_64', diskSize: undefined };

holds(diskSize, [
  ['passes at 80 GiB', group({ diskSize: 80 }), []],
  ['warns above', group({ diskSize: 100 }), found, ['diskSize = 100']],
  [
    'warns of a template’s volume',
    template(disks(['/dev/xvda', 200])),
    found,
    ['/dev/xvda 200 GiB'],
  ],
  [
    'looks at the data volume of Bottlerocket',
    template(disks(['/dev/xvda', 4], ['/dev/xvdb', 120]), bottlerocket),
    found,
    ['/dev/xvdb 120 GiB'],
  ],
  [
    'and not at its system volume',
    template(disks(['/dev/xvda', 120], ['/dev/xvdb', 20]), bottlerocket),
    [],
  ],
  [
    'warns of a group of its own',
    ownGroup(disks(['/dev/xvda', 200])),
    [`warning ${OWN_ARN}`],
    ['/dev/xvda 200 GiB'],
  ],
  [
    'passes on a group of its own at 80 GiB',
    ownGroup({ ...disks(['/dev/xvda', 80]), configuration: true }),
    [],
  ],
]);

it('NG-21 is mended by the plan for groups that it moves, and by people for their own', () => {
  expect(
    [
      template(disks(['/dev/xvda', 200])),
      ownGroup(disks(['/dev/xvda', 200])),
    ].map(change => findingsOf(diskSize, change)[0].resolvedBy),
  ).toEqual(['plan', 'platform']);
});
