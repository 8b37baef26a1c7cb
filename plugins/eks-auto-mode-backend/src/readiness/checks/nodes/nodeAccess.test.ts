// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { aDaemonSet } from '../../testing/objects';
import {
  group,
  GROUP_ARN,
  OWN_ARN,
  ownGroup,
  template,
  together,
} from '../../testing/groups';
import { holds } from '../../testing/holds';
import { nodeAccess } from './nodeAccess';

const found = [`warning ${GROUP_ARN}`];
const profile = 'arn:aws:iam::111122223333:instance-profile/workers';

/** A group of its own whose role has Systems Manager. */
const managed = (instanceProfile: string) =>
  together(ownGroup({ instanceProfile }), ({ sourceNodeRoles: [role] }) => ({
    instanceProfiles: [
      { arn: profile, roleArn: 'arn:aws:iam::111122223333:role/workers' },
    ],
    sourceNodeRoles: [
      {
        ...role,
        arn: 'arn:aws:iam::111122223333:role/workers',
        attachedPolicies: [
          {
            name: 'x',
            arn: 'arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore',
          },
        ],
      },
    ],
  }));

holds(nodeAccess, [
  [
    'warns of an SSH key',
    group({ remoteAccess: { ec2SshKey: 'ops' } }),
    found,
    ['remoteAccess.ec2SshKey = ops'],
  ],
  [
    'warns of a key in the template',
    template({ keyName: 'ops' }),
    found,
    ['launch template KeyName = ops'],
  ],
  [
    'warns of an agent in user data',
    template({ userData: 'yum install amazon-ssm-agent' }),
    found,
    ['an agent in the user data'],
  ],
  [
    'warns of Systems Manager on the role',
    ({ sourceNodeRoles }) => ({
      sourceNodeRoles: sourceNodeRoles.map(role => ({
        ...role,
        attachedPolicies: [
          {
            name: 'x',
            arn: 'arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore',
          },
        ],
      })),
    }),
    found,
    ['AmazonSSMManagedInstanceCore on the node role'],
  ],
  [
    'warns of a key in the template of a group of its own',
    ownGroup({ keyName: 'ops' }),
    [`warning ${OWN_ARN}`],
    ['launch template KeyName = ops'],
  ],
  [
    'warns of a key in a launch configuration',
    ownGroup({ keyName: 'ops', configuration: true }),
    [`warning ${OWN_ARN}`],
    ['launch configuration KeyName = ops'],
  ],
  ['passes on a group of its own without one', ownGroup({}), []],
  [
    'warns of Systems Manager on the role behind a profile’s ARN',
    managed(profile),
    [`warning ${OWN_ARN}`],
    ['AmazonSSMManagedInstanceCore on the node role'],
  ],
  [
    'warns of it behind a profile’s name',
    managed('workers'),
    [`warning ${OWN_ARN}`],
    ['AmazonSSMManagedInstanceCore on the node role'],
  ],
  ['passes where the role is of another profile', managed('others'), []],
  [
    'warns of an agent as a DaemonSet',
    { daemonSets: [aDaemonSet('ssm-agent').daemonSet] },
    ['warning DaemonSet shop/ssm-agent'],
    ['DaemonSet ssm-agent'],
  ],
]);
