// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { group, GROUP_ARN } from '../../testing/groups';
import { holds } from '../../testing/holds';
import { findingsOf } from '../../testing/says';
import { labelsAndTaints } from './labelsAndTaints';

holds(labelsAndTaints, [
  [
    'warns of labels',
    group({ labels: { team: 'data' } }),
    [`warning ${GROUP_ARN}`],
    ['labels team=data'],
  ],
  [
    'warns of taints',
    group({ taints: [{ key: 'gpu', effect: 'NO_SCHEDULE' }] }),
    [`warning ${GROUP_ARN}`],
    ['taints gpu:NO_SCHEDULE'],
  ],
]);

it('NG-11 names them', () => {
  expect(
    findingsOf(
      labelsAndTaints,
      group({
        labels: { team: 'data' },
        taints: [{ key: 'gpu', value: 'yes', effect: 'NO_EXECUTE' }],
      }),
    )[0].evidence,
  ).toBe('labels team=data; taints gpu=yes:NO_EXECUTE');
});
