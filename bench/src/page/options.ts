// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { parseArgs } from 'node:util';
import { UsageError } from '../bench';

export interface PageOptions {
  /** Every page is opened once a round, with nothing in the browser's cache. */
  rounds: number;
}

export const usage = 'page [--rounds 7]';

export function parseOptions(args: string[]): PageOptions {
  let values: { rounds: string };
  try {
    ({ values } = parseArgs({
      args,
      options: { rounds: { type: 'string', default: '7' } },
    }));
  } catch (error) {
    throw new UsageError(
      error instanceof Error ? error.message : String(error),
    );
  }
  const rounds = Number(values.rounds);
  if (!Number.isInteger(rounds) || rounds < 1)
    throw new UsageError(`--rounds ${values.rounds}: 1 or more`);
  return { rounds };
}
