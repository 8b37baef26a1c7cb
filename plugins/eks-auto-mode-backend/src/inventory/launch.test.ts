// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type {
  AutoScalingGroup,
  LaunchTemplate,
  Nodegroup,
} from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import {
  launchedBy,
  launchedFrom,
  metadataOf,
  ownGroups,
  type Launching,
} from './launch';

const of = (
  id: string,
  name: string,
  version: string,
  more: Partial<LaunchTemplate> = {},
): LaunchTemplate => ({
  id,
  name,
  version,
  securityGroupIds: [],
  blockDevices: [],
  ...more,
});

const named = (
  name: string,
  tags: Record<string, string> = {},
): AutoScalingGroup => ({
  name,
  arn: `arn:${name}`,
  min: 1,
  max: 1,
  desired: 1,
  instances: [],
  suspendedProcesses: [],
  targetGroupArns: [],
  loadBalancerNames: [],
  tags,
  mixedInstances: false,
  subnetIds: [],
  lifecycleHooks: [],
  scalingPolicies: [],
  scheduledActions: [],
  notifications: [],
});

describe('what a group launches from', () => {
  const templates = [
    of('lt-1', 'workers', '2'),
    of('lt-1', 'workers', '3'),
    of('lt-1', 'workers', '4', { alias: '$Latest' }),
    of('lt-2', 'web', '1', { alias: '$Default' }),
    of('', 'workers', '', { configuration: true }),
    of('', 'web', '', { configuration: true }),
    of('', 'only', '', { configuration: true }),
  ];

  it.each<[string, Launching, LaunchTemplate | undefined]>([
    ['nothing that is named', {}, undefined],
    [
      'the version that it names',
      { launchTemplate: { id: 'lt-1', version: '3' } },
      templates[1],
    ],
    [
      'the latest, whichever that is',
      { launchTemplate: { id: 'lt-1', version: '$Latest' } },
      templates[2],
    ],
    [
      'the default where it names none',
      { launchTemplate: { name: 'web' } },
      templates[3],
    ],
    [
      'the only one that was read',
      { launchTemplate: { id: 'lt-2', version: '9' } },
      templates[3],
    ],
    [
      'none of several that it does not name',
      { launchTemplate: { id: 'lt-1', version: '9' } },
      undefined,
    ],
    [
      'none that is gone',
      { launchTemplate: { id: 'lt-3', version: '1' } },
      undefined,
    ],
    [
      'a launch configuration, never a template of the same name',
      { launchConfiguration: 'workers' },
      templates[4],
    ],
    [
      'no launch configuration that is gone',
      { launchConfiguration: 'other' },
      undefined,
    ],
    [
      'no launch configuration where a template of its name is gone',
      { launchTemplate: { name: 'only', version: '1' } },
      undefined,
    ],
    [
      'a template, never a launch configuration of the same name',
      { launchTemplate: { name: 'web', version: '1' } },
      templates[3],
    ],
  ])('is %s', (_words, group, expected) => {
    expect(launchedFrom(group, templates)).toBe(expected);
  });
});

describe('groups of somebody’s own', () => {
  const nodegroups: Nodegroup[] = [
    {
      name: 'general',
      arn: 'arn:general',
      status: 'ACTIVE',
      instanceTypes: [],
      scaling: { min: 1, max: 1, desired: 1 },
      subnetIds: [],
      nodeRoleArn: 'arn:role',
      labels: {},
      taints: [],
      tags: {},
      autoScalingGroups: ['eks-general'],
      healthIssues: [],
    },
  ];
  it.each<[string, Nodegroup[], AutoScalingGroup, number]>([
    ['are those behind no managed group', nodegroups, named('other'), 1],
    ['are none behind a managed group', nodegroups, named('eks-general'), 0],
    [
      'are none of a managed group that could not be described',
      [],
      named('eks-general', { 'eks:nodegroup-name': 'general' }),
      0,
    ],
  ])('%s', (_words, managers, group, expected) => {
    expect(ownGroups(managers, [group])).toHaveLength(expected);
  });
});

describe('what instances of a group launch from', () => {
  const templates = [of('lt-1', 'eks', '1')];
  const [group] = ownGroups([], [named('one')]);

  it('is what the first of its Auto Scaling groups says that could be read', () => {
    expect(
      launchedBy(
        [
          group,
          { ...group, launchTemplate: { id: 'lt-gone', version: '1' } },
          { ...group, launchTemplate: { id: 'lt-1', version: '1' } },
        ],
        templates,
      ),
    ).toBe(templates[0]);
  });

  it('is unknown where none of them says', () => {
    expect(launchedBy([group], templates)).toBeUndefined();
  });
});

describe('metadata of instances', () => {
  it.each<[string, Partial<LaunchTemplate>, string, number]>([
    [
      'allow IMDSv1 at one hop where nothing is said',
      {},
      'httpTokens is not set (IMDSv1 is allowed unless the image or the account forbids it)',
      1,
    ],
    [
      'allow IMDSv1 where it is said',
      { httpTokens: 'optional' },
      'httpTokens = optional (IMDSv1 is allowed)',
      1,
    ],
    [
      'need tokens, as many hops as are said',
      { httpTokens: 'required', httpPutResponseHopLimit: 2 },
      'only with tokens',
      2,
    ],
  ])('%s', (_words, said, tokens, hops) => {
    const reach = metadataOf(of('lt-1', 'web', '1', said));
    expect([reach.v1 ?? 'only with tokens', reach.hops]).toEqual([
      tokens,
      hops,
    ]);
  });
});
