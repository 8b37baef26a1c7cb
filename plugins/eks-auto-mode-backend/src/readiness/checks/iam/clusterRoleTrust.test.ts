// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { JsonValue } from '@backstage/types';
import { holds, mends } from '../../testing/holds';
import { findingsOf, type Change } from '../../testing/says';
import { clusterRoleTrust, withTagSession } from './clusterRoleTrust';

const ARN = 'arn:aws:iam::111122223333:role/shop-cluster';
const trusting = (...statements: JsonValue[]): JsonValue => ({
  Version: '2012-10-17',
  Statement: statements,
});
const eks = (Action: JsonValue, more: object = {}): JsonValue => ({
  Effect: 'Allow',
  Principal: { Service: 'eks.amazonaws.com' },
  Action,
  ...more,
});
const withTrust =
  (trust: JsonValue): Change =>
  ({ clusterRole }) => ({
    clusterRole: clusterRole.exists
      ? { exists: true, role: { ...clusterRole.role, trust } }
      : clusterRole,
  });

holds(clusterRoleTrust, [
  [
    'blocks where TagSession is missing',
    withTrust(trusting(eks('sts:AssumeRole'))),
    [`blocker ${ARN}`],
    [
      'the trust policy allows eks.amazonaws.com sts:AssumeRole, not sts:TagSession',
    ],
  ],
  [
    'takes one statement for a list',
    withTrust({ Statement: eks(['sts:AssumeRole', 'sts:TagSession']) }),
    [],
  ],
  ['takes wildcards', withTrust(trusting(eks('sts:*'))), []],
  [
    'takes a service among others',
    withTrust(
      trusting({
        Effect: 'Allow',
        Principal: { Service: ['ec2.amazonaws.com', 'eks.amazonaws.com'] },
        Action: '*',
      }),
    ),
    [],
  ],
  [
    'takes TagSession from a statement of its own',
    withTrust(trusting(eks('sts:AssumeRole'), eks('sts:TagSession'))),
    [],
  ],
  [
    'does not take what another service may',
    withTrust(
      trusting(eks('sts:AssumeRole'), {
        Effect: 'Allow',
        Principal: { Service: 'ec2.amazonaws.com' },
        Action: 'sts:TagSession',
      }),
    ),
    [`blocker ${ARN}`],
    [
      'the trust policy allows eks.amazonaws.com sts:AssumeRole, not sts:TagSession',
    ],
  ],
  [
    'does not take a Deny',
    withTrust(
      trusting(
        eks('sts:AssumeRole'),
        eks('sts:TagSession', { Effect: 'Deny' }),
      ),
    ),
    [`blocker ${ARN}`],
    [
      'the trust policy allows eks.amazonaws.com sts:AssumeRole, not sts:TagSession',
    ],
  ],
  [
    'blocks where EKS is not trusted at all',
    withTrust(trusting()),
    [`blocker ${ARN}`],
    ['the trust policy does not let eks.amazonaws.com assume the role'],
  ],
  [
    'leaves a role that is gone to IAM-06',
    { clusterRole: { exists: false, arn: ARN } },
    [],
  ],
]);

describe('the merged trust policy', () => {
  const condition = {
    Condition: { StringEquals: { 'aws:SourceAccount': '111122223333' } },
  };
  const other = {
    Effect: 'Allow',
    Principal: { AWS: 'arn:aws:iam::1:root' },
    Action: 'sts:AssumeRole',
  };

  it('keeps conditions and other principals', () => {
    expect(
      withTagSession(trusting(other, eks('sts:AssumeRole', condition))),
    ).toEqual(
      trusting(other, eks(['sts:AssumeRole', 'sts:TagSession'], condition)),
    );
  });

  it('is offered as a command', () => {
    const [{ patch }] = findingsOf(
      clusterRoleTrust,
      withTrust(trusting(eks('sts:AssumeRole'))),
    );
    expect(patch?.content).toBe(
      `aws iam update-assume-role-policy --role-name shop-cluster --policy-document '${JSON.stringify(
        trusting(eks(['sts:AssumeRole', 'sts:TagSession'])),
      )}'\n`,
    );
  });
});

mends(clusterRoleTrust, [
  [
    'blocks where TagSession is missing',
    withTrust(trusting(eks('sts:AssumeRole'))),
    [
      'aws iam update-assume-role-policy --role-name shop-cluster --policy-document \'{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"eks.amazonaws.com"},"Action":["sts:AssumeRole","sts:TagSession"]}]}\'',
    ],
  ],
]);

it.each<[string, JsonValue]>([
  ['nothing', null],
  ['a text', 'x'],
  ['a list', [1]],
  ['a document without statements', { Id: 'kept' }],
])('IAM-01 writes a whole trust policy where there is %s', (_words, trust) => {
  expect(withTagSession(trust)).toEqual({
    Version: '2012-10-17',
    ...(typeof trust === 'object' && trust !== null && !Array.isArray(trust)
      ? trust
      : {}),
    Statement: [
      {
        Effect: 'Allow',
        Principal: { Service: 'eks.amazonaws.com' },
        Action: ['sts:AssumeRole', 'sts:TagSession'],
      },
    ],
  });
});
