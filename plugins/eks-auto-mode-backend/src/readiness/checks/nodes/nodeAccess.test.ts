// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { aDaemonSet } from '../../testing/objects';
import { group, GROUP_ARN, template } from '../../testing/groups';
import { holds } from '../../testing/holds';
import { nodeAccess } from './nodeAccess';

const found = [`warning ${GROUP_ARN}`];

holds(nodeAccess, [
  ['warns of an SSH key', group({ remoteAccess: { ec2SshKey: 'ops' } }), found],
  ['warns of a key in the template', template({ keyName: 'ops' }), found],
  [
    'warns of an agent in user data',
    template({ userData: 'yum install amazon-ssm-agent' }),
    found,
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
  ],
  [
    'warns of an agent as a DaemonSet',
    { daemonSets: [aDaemonSet('ssm-agent').daemonSet] },
    ['warning DaemonSet shop/ssm-agent'],
  ],
]);
