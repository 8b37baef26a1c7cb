// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { group, GROUP_ARN, template } from '../../testing/groups';
import { holds } from '../../testing/holds';
import { diskSize } from './diskSize';

const found = [`warning ${GROUP_ARN}`];
const disks = (...sizes: [string, number][]) => ({
  blockDevices: sizes.map(([device, volumeSize]) => ({ device, volumeSize })),
});
const bottlerocket = { amiType: 'BOTTLEROCKET_x86_64', diskSize: undefined };

holds(diskSize, [
  ['passes at 80 GiB', group({ diskSize: 80 }), []],
  ['warns above', group({ diskSize: 100 }), found],
  ['warns of a template’s volume', template(disks(['/dev/xvda', 200])), found],
  [
    'looks at the data volume of Bottlerocket',
    template(disks(['/dev/xvda', 4], ['/dev/xvdb', 120]), bottlerocket),
    found,
  ],
  [
    'and not at its system volume',
    template(disks(['/dev/xvda', 120], ['/dev/xvdb', 20]), bottlerocket),
    [],
  ],
]);
