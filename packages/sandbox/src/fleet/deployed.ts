// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parsePolicy, type PolicyDocument } from '../auth/policyDocument';
import type { FleetRole } from './schema';

/**
 * The policy of one of the product's roles, read where those who install the product read it, with
 * its variables filled in as `templatefile()` of Terraform does.
 */
export function deployedPolicy(
  accountId: string,
  given: NonNullable<FleetRole['deployed']>,
): PolicyDocument {
  const path = resolve(
    // The sandbox is private and runs from its sources.
    // eslint-disable-next-line no-restricted-syntax
    __dirname,
    '../../../../deploy/terraform/policies',
    `${given.policy}.json.tftpl`,
  );
  const values: Record<string, string> = {
    partition: 'aws',
    account_id: accountId,
    bucket: given.bucket,
    prefix: given.prefix,
    kms_key_arn: given.kmsKeyArn ?? `arn:aws:kms:*:${accountId}:key/none`,
    cluster_role_pattern: given.clusterRoles,
    node_role_pattern: given.nodeRoles,
  };
  const text = readFileSync(path, 'utf8').replace(
    /\$\{(\w+)\}/g,
    (_, name: string) => {
      const value = values[name];
      if (value === undefined)
        throw new Error(`${path} has a variable ${name} that nothing fills`);
      return value;
    },
  );
  return parsePolicy(text, 'identity');
}
