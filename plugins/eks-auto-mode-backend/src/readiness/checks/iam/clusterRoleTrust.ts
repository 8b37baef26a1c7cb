// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { defineCheck } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import type { JsonObject, JsonValue } from '@backstage/types';
import { allows, assumedBy, statementsOf, textsOf } from '../../iam';
import { shellPatch } from '../../patch';

const SERVICE = 'eks.amazonaws.com';

export const clusterRoleTrust = defineCheck({
  code: 'IAM-01',
  title: 'The cluster role lets EKS tag its sessions',
  severity: 'blocker',
  resolvedBy: 'plan',
  reads: ['clusterRole'],
  why: 'Every permission of Auto Mode is bound to a session tag with the cluster’s name; without sts:TagSession everything it does is denied.',
  remediation:
    'Add sts:TagSession to the statement of the trust policy that lets eks.amazonaws.com assume the role. Leave the rest of the document as it is.',
  source: 'EKS User Guide, auto-cluster-iam-role',
  evaluate: ({ clusterRole }) => {
    if (!clusterRole.exists) return [];
    const { arn, name, trust } = clusterRole.role;
    const statements = assumedBy(trust, SERVICE);
    if (statements.some(statement => allows(statement, 'sts:TagSession')))
      return [];
    const separate = statementsOf(trust).some(
      statement =>
        statement.Effect === 'Allow' &&
        allows(statement, 'sts:TagSession') &&
        JSON.stringify(statement.Principal ?? '').includes(SERVICE),
    );
    if (separate) return [];
    return [
      {
        subject: { arn },
        message:
          'The cluster role does not let EKS tag its sessions, so Auto Mode would be denied everything.',
        evidence:
          statements.length > 0
            ? `the trust policy allows ${SERVICE} ${statements
                .flatMap(one => textsOf(one.Action))
                .join(', ')}, not sts:TagSession`
            : `the trust policy does not let ${SERVICE} assume the role`,
        patch: shellPatch('Merge sts:TagSession into the trust policy', [
          [
            'aws',
            'iam',
            'update-assume-role-policy',
            '--role-name',
            name,
            '--policy-document',
            JSON.stringify(withTagSession(trust)),
          ],
        ]),
      },
    ];
  },
});

/** The whole document with the one action added: other principals and conditions stay. */
export function withTagSession(trust: JsonValue): JsonValue {
  const statements = statementsOf(trust);
  const target = assumedBy(trust, SERVICE)[0];
  const rest: JsonObject =
    typeof trust === 'object' && trust !== null && !Array.isArray(trust)
      ? trust
      : {};
  return {
    Version: '2012-10-17',
    ...rest,
    Statement: target
      ? statements.map(statement =>
          statement === target
            ? {
                ...statement,
                Action: [...textsOf(statement.Action), 'sts:TagSession'],
              }
            : statement,
        )
      : [
          ...statements,
          {
            Effect: 'Allow',
            Principal: { Service: SERVICE },
            Action: ['sts:AssumeRole', 'sts:TagSession'],
          },
        ],
  };
}
