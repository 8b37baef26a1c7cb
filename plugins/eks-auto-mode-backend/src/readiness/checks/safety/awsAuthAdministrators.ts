// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { Patch } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import {
  defineCheck,
  type ClusterDescription,
} from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { administratorEntry } from '../../accessEntries';
import { AWS_AUTH, awsAuthRows, changedRows } from '../../awsAuth';
import { mergePatch, shellPatch } from '../../patch';
import { listOf } from '../../text';

const MASTERS = 'system:masters';
/** Paths stand in access entries and not in aws-auth, so these cannot be told from a row. */
const SINGLE_SIGN_ON = /:role\/AWSReservedSSO_/;

export const awsAuthAdministrators = defineCheck({
  code: 'SA-05',
  title: 'Nobody is an administrator by a row of aws-auth',
  severity: 'warning',
  resolvedBy: 'platform',
  reads: ['cluster', 'configMaps', 'accessEntries'],
  why: 'Members of system:masters pass every rule of the cluster, no audit of access entries shows them, and pipelines of older set-ups (the sample workflow for Auto Mode among them) still stand there. Where the authentication mode is API, such rows let nobody in: they are only left over.',
  remediation:
    'Give those who still need it an access entry with the least policy, then take the rows out.',
  source:
    'EKS User Guide, migrating-access-entries; aws-samples/sample-enable-eks-auto-mode-using-github-actions',
  evaluate: ({ cluster, configMaps, accessEntries }) => {
    const masters = awsAuthRows(configMaps).filter(({ groups }) =>
      groups.includes(MASTERS),
    );
    if (masters.length === 0) return [];
    const rest = () =>
      changedRows(configMaps, row =>
        row.groups.includes(MASTERS) ? undefined : row,
      );
    if (cluster.authenticationMode === 'API')
      return [
        {
          subject: AWS_AUTH,
          severity: 'info',
          message:
            'These rows are left over: the cluster goes by access entries alone, so they let nobody in.',
          evidence: `authenticationMode = API; ${MASTERS}: ${listOf(
            masters.map(({ arn }) => arn),
          )}`,
          remedy: 'Take the rows out; nobody loses anything.',
          patch: withoutRows(rest()),
        },
      ];
    const known = new Set(
      accessEntries.map(one => withoutPath(one.principalArn)),
    );
    const without = masters.filter(({ arn }) => !known.has(withoutPath(arn)));
    return [
      {
        subject: AWS_AUTH,
        message:
          'Whoever holds one of these identities may do everything in the cluster.',
        evidence: `${MASTERS}: ${listOf(masters.map(({ arn }) => arn))}${
          without.length > 0
            ? `; without an access entry: ${listOf(
                without.map(({ arn }) => arn),
              )}`
            : ''
        }`,
        ...remedyOf(
          cluster,
          without.map(({ arn }) => arn),
        ),
        patch: patchOf(
          cluster,
          without.map(({ arn }) => arn),
          rest,
        ),
      },
    ];
  },
});

/** Rows name roles without their path. */
function withoutPath(arn: string): string {
  return arn.replace(/:role\/.*\//, ':role/');
}

function remedyOf(
  { authenticationMode }: ClusterDescription,
  without: readonly string[],
): { remedy?: string } {
  if (without.length === 0) return {};
  if (authenticationMode === 'CONFIG_MAP')
    return {
      remedy:
        'First let the cluster accept access entries (CL-06), then give those who still need it one, and take the rows out.',
    };
  return without.some(arn => SINGLE_SIGN_ON.test(arn))
    ? {
        remedy:
          'The access entry of a single sign-on role wants its whole ARN, path included: aws iam get-role shows it.',
      }
    : {};
}

/** First everybody keeps what they have by an entry; only then the rows go. */
function patchOf(
  cluster: ClusterDescription,
  without: readonly string[],
  rest: () => Record<string, string>,
): Patch | undefined {
  if (without.length === 0) {
    return withoutRows(rest());
  }
  if (
    cluster.authenticationMode === 'CONFIG_MAP' ||
    without.some(arn => SINGLE_SIGN_ON.test(arn))
  ) {
    return undefined;
  }
  return shellPatch(
    'Give each an access entry (a lesser policy where that will do)',
    [...new Set(without)].flatMap(arn => administratorEntry(cluster, arn)),
  );
}

function withoutRows(data: Record<string, string>): Patch {
  return mergePatch('Take the rows out', AWS_AUTH, { data });
}
