// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { IamRole } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { holds, mends } from '../../testing/holds';
import { findingsOf, type Change } from '../../testing/says';
import { autoNodeRoleExtras } from './autoNodeRoleExtras';

const ARN = 'arn:aws:iam::111122223333:role/AmazonEKSAutoNodeRole-shop';
const more =
  (change: (role: IamRole) => Partial<IamRole>): Change =>
  ({ autoNodeRole: state }) => ({
    autoNodeRole: state.exists
      ? { exists: true, role: { ...state.role, ...change(state.role) } }
      : state,
  });
const attached = (arn: string) =>
  more(role => ({
    attachedPolicies: [
      ...role.attachedPolicies,
      { name: arn.split('/').at(-1) ?? '', arn },
    ],
  }));

holds(autoNodeRoleExtras, [
  [
    'passes where there is no role yet',
    { autoNodeRole: { exists: false, arn: ARN } },
    [],
  ],
  [
    'passes with the public registry',
    attached(
      'arn:aws:iam::aws:policy/AmazonElasticContainerRegistryPublicReadOnly',
    ),
    [],
  ],
  [
    'warns of a policy of Systems Manager',
    attached('arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore'),
    [`warning ${ARN}`],
    ['beyond what nodes need: AmazonSSMManagedInstanceCore'],
  ],
  [
    'warns of a policy of the customer’s by the same name',
    attached('arn:aws:iam::111122223333:policy/AmazonEKSWorkerNodePolicy'),
    [`warning ${ARN}`],
    ['beyond what nodes need: AmazonEKSWorkerNodePolicy'],
  ],
  [
    'warns of an inline policy',
    more(() => ({ inlinePolicies: ['s3'] })),
    [`warning ${ARN}`],
    ['beyond what nodes need: s3 (inline)'],
  ],
]);

it('takes away what is too much, and nothing else', () => {
  const [{ patch }] = findingsOf(
    autoNodeRoleExtras,
    more(role => ({
      attachedPolicies: [
        ...role.attachedPolicies,
        {
          name: 'AmazonSSMPatchAssociation',
          arn: 'arn:aws:iam::aws:policy/AmazonSSMPatchAssociation',
        },
      ],
      inlinePolicies: ['s3'],
    })),
  );
  expect(patch?.content).toBe(
    `aws iam detach-role-policy --role-name AmazonEKSAutoNodeRole-shop --policy-arn arn:aws:iam::aws:policy/AmazonSSMPatchAssociation
aws iam delete-role-policy --role-name AmazonEKSAutoNodeRole-shop --policy-name s3
`,
  );
});

mends(autoNodeRoleExtras, [
  [
    'warns of a policy of Systems Manager',
    attached('arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore'),
    [
      'aws iam detach-role-policy --role-name AmazonEKSAutoNodeRole-shop --policy-arn arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore',
    ],
  ],
]);
