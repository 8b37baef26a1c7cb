// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { InputError } from '@backstage/errors';

/** Parts of an EKS cluster's ARN. */
export interface ClusterArn {
  partition: string;
  region: string;
  accountId: string;
  name: string;
}

/** @throws InputError naming the text and the shape that was expected. */
export function parseClusterArn(arn: string): ClusterArn {
  const match =
    /^arn:(aws[a-z-]*):eks:([a-z0-9-]+):(\d{12}):cluster\/([0-9A-Za-z][A-Za-z0-9_-]{0,99})$/.exec(
      arn,
    );
  if (!match) {
    throw new InputError(
      `'${arn.slice(
        0,
        200,
      )}' is not the ARN of an EKS cluster: expected arn:<partition>:eks:<region>:<account>:cluster/<name>`,
    );
  }
  const [, partition, region, accountId, name] = match;
  return { partition, region, accountId, name };
}

/** The id of a cluster in paths and tables: unique, readable, without a slash. */
export function clusterIdOf(arn: string): string {
  const { accountId, region, name } = parseClusterArn(arn);
  return `${accountId}.${region}.${name}`;
}
