// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { evaluate } from '../../evaluate';
import { withRole } from '../../keyFindings';
import { holds } from '../../testing/holds';
import {
  CLUSTER_ARN,
  healthyInventory,
  NOW,
  withMissing,
} from '../../testing/inventory';
import { aKey, DEPENDS } from '../../testing/keys';
import { findingsOf, inWords } from '../../testing/says';
import { diskKeys } from './diskKeys';

const ARN = 'arn:aws:kms:us-east-1:111122223333:key/1';
const ROLE = 'arn:aws:iam::111122223333:role/shop-cluster';
const key = (overrides: Parameters<typeof aKey>[0] = {}) => ({
  kmsKeys: [aKey(overrides)],
});
const found = [`warning ${ARN}`];
const mended = withRole(aKey().policy ?? null, { roleArn: ROLE });

holds(diskKeys, [
  [
    'warns of a default key that leaves it to IAM, which is silent',
    key(),
    found,
  ],
  [
    'passes where IAM lets the role use it',
    key({
      allowedByIam: [
        'kms:CreateGrant',
        'kms:Decrypt',
        'kms:DescribeKey',
        'kms:Encrypt',
        'kms:GenerateDataKeyWithoutPlaintext',
        'kms:ReEncryptFrom',
        'kms:ReEncryptTo',
      ],
    }),
    [],
  ],
  ['passes where the key lets the role in', key({ policy: mended }), []],
  [
    'warns of the key of a NodeClass',
    key({ usedBy: [{ kind: 'node-class', name: 'gpu' }] }),
    found,
  ],
  [
    'warns of a key that a launch template names, which moves into a NodeClass',
    key({ usedBy: [{ kind: 'launch-template', name: 'blue' }] }),
    found,
  ],
  [
    'passes over a key of volumes, which ST-09 speaks of',
    key({ usedBy: [{ kind: 'storage-class', name: 'gp3' }] }),
    [],
  ],
  [
    'passes over a key that AWS manages',
    key({ customerManaged: false, policy: undefined }),
    [],
  ],
  [
    'warns of a key that is to be deleted, whatever it allows',
    key({ state: 'PendingDeletion', policy: mended }),
    found,
  ],
  [
    'warns of a key that is not there',
    key({ state: 'Absent', policy: undefined }),
    found,
  ],
  [
    'cannot tell where conditions decide that only a request has',
    key({ policy: DEPENDS }),
    [`unknown ${ARN}`],
  ],
]);

it('names who names the key and what is lacking, and merges the two statements into the policy', () => {
  const [finding] = findingsOf(
    diskKeys,
    key({
      usedBy: [{ kind: 'ebs-default' }, { kind: 'node-class', name: 'gpu' }],
    }),
  );
  expect(finding.evidence).toContain(
    'named by the default key of EBS, NodeClass gpu',
  );
  expect(finding.evidence).toContain(`${ROLE} lacks kms:CreateGrant`);
  const content = finding.patch?.content ?? '';
  expect(content).toContain(
    `aws kms put-key-policy --region us-east-1 --key-id ${ARN} --policy-name default --policy `,
  );
  expect(JSON.parse(/'(\{.*\})'/s.exec(content)?.[1] ?? '')).toEqual(mended);
  expect(mended.Statement).toHaveLength(3);
});

it('has no patch against a denial, which no further statement undoes', () => {
  const [finding] = findingsOf(
    diskKeys,
    key({
      policy: {
        Version: '2012-10-17',
        Statement: [
          { Effect: 'Deny', Principal: '*', Action: 'kms:*', Resource: '*' },
        ],
      },
    }),
  );
  expect(finding.evidence).toContain('denies');
  expect(finding.patch).toBeUndefined();
});

it('says unknown beside what it can tell where one key of several could not be read', () => {
  const inventory = withMissing(
    healthyInventory(key()),
    'kmsKeys',
    'arn:aws:kms:us-east-1:999988887777:key/2',
  );
  expect(inWords(evaluate(inventory, [diskKeys], NOW))).toEqual([
    `warning ${ARN}`,
    `unknown ${CLUSTER_ARN}`,
  ]);
});
