// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { holds } from '../../testing/holds';
import { GROUP_ARN, OWN_ARN, ownGroup, template } from '../../testing/groups';
import { findingsOf } from '../../testing/says';
import { bakedAgents } from './bakedAgents';

const found = [`warning ${GROUP_ARN}`];
const script = (...lines: string[]) =>
  template({ userData: ['#!/bin/bash', ...lines].join('\n') });

holds(bakedAgents, [
  ['passes on a script without agents', script('echo ready'), []],
  ['passes without user data', template({}), []],
  [
    'warns of Falcon',
    script('yum install -y falcon-sensor', 'systemctl start falcon-sensor'),
    found,
    ['user data of the launch template installs CrowdStrike Falcon'],
  ],
  [
    'warns of Wazuh',
    script('apt-get install wazuh-agent'),
    found,
    ['user data of the launch template installs Wazuh'],
  ],
  [
    'warns of ClamAV',
    script('dnf install -y clamd'),
    found,
    ['user data of the launch template installs ClamAV'],
  ],
  ['passes over words that only contain one', script('echo clamps'), []],
  [
    'warns of a group of its own',
    ownGroup({ userData: 'yum install -y falcon-sensor' }),
    [`warning ${OWN_ARN}`],
    ['user data of the launch template installs CrowdStrike Falcon'],
  ],
  [
    'warns of a launch configuration',
    ownGroup({ userData: 'yum install -y clamd', configuration: true }),
    [`warning ${OWN_ARN}`],
    ['user data of the launch configuration installs ClamAV'],
  ],
  [
    'passes on a group of its own without agents',
    ownGroup({ userData: 'echo ready' }),
    [],
  ],
]);

it('names every agent once', () => {
  expect(
    findingsOf(
      bakedAgents,
      script('yum install -y qualys-cloud-agent osquery', 'osqueryctl start'),
    )[0].evidence,
  ).toContain('Qualys, osquery');
});
