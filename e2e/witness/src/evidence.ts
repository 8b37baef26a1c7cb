// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { LedgerEntry } from './ledger';
import type { ApprovedPlan } from './plan';

/** One run on the cluster, as plain data. */
export interface WitnessedRun {
  id: string;
  plan: ApprovedPlan;
  /** When the backup that it stands on was proven (ISO); absent: never. */
  backupVerifiedAt?: string;
  /** When its undo was asked for (ISO): what comes after takes back. */
  undoFrom?: string;
  /** When it was over (ISO): a lock that it left behind means nothing from then on. */
  endedAt?: string;
}

export interface Evidence {
  clusterArn: string;
  /** The whole ledger of the sandbox, in order. */
  ledger: readonly LedgerEntry[];
  runs: readonly WitnessedRun[];
  /**
   * Whether no other cluster's runs changed the account meanwhile: then changes of roles and subnets,
   * which name no cluster, are this cluster's. Where runs have session names of their own it does not matter.
   */
  alone?: boolean;
  /** Where the ledger has to show the backup's manifest before the first change. */
  backupBucket?: string;
  /** Normal forms from before the first run and after the undo of the last: they have to be equal. */
  before?: unknown;
  after?: unknown;
  /** Paths that may differ (`cluster.authenticationMode`), beside those of steps without an undo. */
  mayDiffer?: readonly string[];
}
