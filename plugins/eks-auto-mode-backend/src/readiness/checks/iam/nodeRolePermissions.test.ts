// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { holds } from '../../testing/holds';
import type { Change } from '../../testing/says';
import { nodeRolePermissions } from './nodeRolePermissions';

const ARN = 'arn:aws:iam::111122223333:role/shop-nodes';
const extra =
  (attached: string[], inlinePolicies: string[] = []): Change =>
  ({ sourceNodeRoles }) => ({
    sourceNodeRoles: sourceNodeRoles.map(role => ({
      ...role,
      inlinePolicies,
      attachedPolicies: [
        ...role.attachedPolicies,
        ...attached.map(name => ({
          name,
          arn: `arn:aws:iam::aws:policy/${name}`,
        })),
      ],
    })),
  });

holds(nodeRolePermissions, [
  [
    'warns of another managed policy',
    extra(['AmazonS3FullAccess']),
    [`warning ${ARN}`],
    ['beyond the standard policies: AmazonS3FullAccess'],
  ],
  [
    'warns of an inline policy',
    extra([], ['queue']),
    [`warning ${ARN}`],
    ['beyond the standard policies: queue (inline)'],
  ],
  [
    'leaves Systems Manager to NG-06',
    extra(['AmazonSSMManagedInstanceCore']),
    [],
  ],
]);
