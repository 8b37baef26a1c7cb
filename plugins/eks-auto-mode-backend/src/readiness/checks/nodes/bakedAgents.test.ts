// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { DaemonSet } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { parseAllDocuments } from 'yaml';
import { AGENTS } from '../../agents';
import { holds, mends } from '../../testing/holds';
import {
  group,
  GROUP_ARN,
  OWN_ARN,
  ownGroup,
  template,
  together,
} from '../../testing/groups';
import { aDaemonSet, aPodSpec } from '../../testing/objects';
import { findingsOf, says, type Change } from '../../testing/says';
import { bakedAgents } from './bakedAgents';

const found = [`warning ${GROUP_ARN}`];
const script = (...lines: string[]) =>
  template({ userData: ['#!/bin/bash', ...lines].join('\n') });

const mine = { id: 'ami-1', name: 'corporate', owner: '111122223333' };
const FALCON = script('yum install -y falcon-sensor');
const withDaemonSet = (name: string, change: Partial<DaemonSet> = {}): Change =>
  together(FALCON, healthy => ({
    daemonSets: [
      ...healthy.daemonSets,
      { ...aDaemonSet(name).daemonSet, ...change },
    ],
  }));

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
    'cannot say what an image of somebody’s own holds',
    together(template({ imageId: 'ami-1' }), { machineImages: [mine] }),
    [`unknown ${GROUP_ARN}`],
    ['what its own image ami-1 holds cannot be read'],
  ],
  [
    'cannot say it of one that only its type tells',
    group({ amiType: 'CUSTOM' }),
    [`unknown ${GROUP_ARN}`],
    ['what its own image holds cannot be read'],
  ],
  [
    'cannot say it of a group of its own',
    together(ownGroup({ imageId: 'ami-1' }), { machineImages: [mine] }),
    [`unknown ${OWN_ARN}`],
    ['what its own image ami-1 holds cannot be read'],
  ],
  [
    'passes on an image of AWS’ without agents in user data',
    together(template({ imageId: 'ami-1' }), {
      machineImages: [{ ...mine, owner: 'amazon' }],
    }),
    [],
  ],
  [
    'warns of what user data installs on top of an image',
    together(template({ imageId: 'ami-1', userData: 'dnf install -y clamd' }), {
      machineImages: [mine],
    }),
    found,
    [
      'user data of the launch template installs ClamAV; what its own image ami-1 holds cannot be read',
    ],
  ],
  ['passes once a DaemonSet brings it', withDaemonSet('falcon-sensor'), []],
  [
    'passes once a DaemonSet brings it, which only its image tells',
    withDaemonSet('security', {
      spec: {
        template: {
          spec: aPodSpec({
            containers: [{ name: 'app', image: 'cs.test/falcon-sensor:7' }],
          }),
        },
      },
    }),
    [],
  ],
  [
    'warns beside a DaemonSet of another agent',
    withDaemonSet('wazuh-agent'),
    found,
  ],
  [
    'warns while not all pods of its DaemonSet are Ready',
    withDaemonSet('falcon-sensor', {
      status: { desiredNumberScheduled: 3, numberReady: 2 },
    }),
    found,
  ],
  [
    'passes where its DaemonSet has no node yet',
    withDaemonSet('falcon-sensor', { status: {} }),
    [],
  ],
  [
    'warns where its DaemonSet stays off Auto nodes',
    withDaemonSet('falcon-sensor', {
      spec: {
        template: {
          spec: aPodSpec({
            nodeSelector: { 'eks.amazonaws.com/compute-type': 'ec2' },
          }),
        },
      },
    }),
    found,
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

it('asks who builds the image', () => {
  const [{ message, remedy, patch }] = findingsOf(
    bakedAgents,
    group({ amiType: 'CUSTOM' }),
  );
  expect(message).toContain('unknown');
  expect(remedy).toContain('who builds the image');
  expect(patch).toBeUndefined();
});

describe.each(AGENTS.map(({ name, daemonSet }) => [name, daemonSet]))(
  'the DaemonSet of %s',
  (name, daemonSet) => {
    // Its own name stands for how it is installed.
    const installed = script(`install ${daemonSet}`);
    const patchOf = () => findingsOf(bakedAgents, installed)[0].patch;

    it('brings just this agent to Auto nodes, and nothing to the others', () => {
      expect(patchOf()?.title).toContain(name);
      const [shown, ...others] = parseAllDocuments(
        patchOf()?.content ?? '',
      ).map(one => one.toJSON());
      expect(others).toEqual([]);
      expect(shown.metadata.name).toBe(daemonSet);
    });

    it('ends the finding', () => {
      const shown = parseAllDocuments(patchOf()?.content ?? '')[0].toJSON();
      expect(says(bakedAgents, installed)).toEqual(found);
      expect(
        says(bakedAgents, together(installed, { daemonSets: [shown] })),
      ).toEqual([]);
    });
  },
);

it('brings each of several agents', () => {
  const { title, content = '' } =
    findingsOf(bakedAgents, script('yum install -y falcon-sensor osquery'))[0]
      .patch ?? {};
  expect(title).toContain('CrowdStrike Falcon and osquery');
  expect(
    parseAllDocuments(content).map(one => one.toJSON().metadata.name),
  ).toEqual(['falcon-sensor', 'osquery']);
});

mends(bakedAgents, [
  [
    'warns of Falcon',
    FALCON,
    [
      '# kubectl create -f patch.yaml',
      'apiVersion: apps/v1',
      'kind: DaemonSet',
      'metadata:',
      '  name: falcon-sensor',
      '  namespace: kube-system',
      'spec:',
      '  selector:',
      '    matchLabels:',
      '      app.kubernetes.io/name: falcon-sensor',
      '  template:',
      '    metadata:',
      '      labels:',
      '        app.kubernetes.io/name: falcon-sensor',
      '    spec:',
      '      affinity:',
      '        nodeAffinity:',
      '          requiredDuringSchedulingIgnoredDuringExecution:',
      '            nodeSelectorTerms:',
      '              - matchExpressions:',
      '                  - key: eks.amazonaws.com/compute-type',
      '                    operator: In',
      '                    values:',
      '                      - auto',
      '      tolerations:',
      '        - operator: Exists',
      '      containers:',
      '        - name: agent',
      '          image: registry.example/falcon-sensor:version',
      '          resources:',
      '            requests:',
      '              cpu: 100m',
      '              memory: 256Mi',
    ],
  ],
]);
