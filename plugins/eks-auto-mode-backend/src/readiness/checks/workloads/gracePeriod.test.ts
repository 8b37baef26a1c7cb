// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { aDeployment } from '../../testing/objects';
import { holds } from '../../testing/holds';
import { findingsOf } from '../../testing/says';
import { gracePeriod } from './gracePeriod';

const web = (terminationGracePeriodSeconds: number) => ({
  deployments: [
    aDeployment('web', { spec: { terminationGracePeriodSeconds } }).deployment,
  ],
});

holds(gracePeriod, [
  ['passes at ten minutes', web(600), []],
  [
    'warns above',
    web(601),
    ['warning Deployment shop/web'],
    ['terminationGracePeriodSeconds = 601'],
  ],
  [
    'warns above a day',
    web(90000),
    ['warning Deployment shop/web'],
    ['terminationGracePeriodSeconds = 90000'],
  ],
]);

it.each([
  [601, 'take 10 minutes to end'],
  [86400, 'take 1440 minutes to end'],
  [86401, 'longer to end than the 24 hours'],
])('WL-20 says what %d seconds mean', (seconds, message) => {
  expect(findingsOf(gracePeriod, web(seconds))[0].message).toContain(message);
});
