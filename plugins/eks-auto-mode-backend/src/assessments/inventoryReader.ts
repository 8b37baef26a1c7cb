// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { Inventory } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import type { ClusterSessions } from '../clusters/session';
import { readInventory, type OnProgress } from '../inventory/readInventory';
import { RegionReads } from '../inventory/regionReads';

/** Reads inventories: sweeps share what clusters of a region have in common, runs read afresh. */
export class InventoryReader {
  readonly #regions = new RegionReads();

  constructor(private readonly sessions: ClusterSessions) {}

  sweep(
    clusterArn: string,
    signal: AbortSignal,
    onProgress: OnProgress,
  ): Promise<Inventory> {
    return readInventory(
      this.sessions,
      { arn: clusterArn },
      { regions: this.#regions },
      signal,
      onProgress,
    );
  }

  /** What is true now, and nothing remembered. */
  now(
    clusterArn: string,
    signal: AbortSignal,
    options: { nodeRoleArn?: string; userRef?: string; runId?: string } = {},
  ): Promise<Inventory> {
    return readInventory(
      this.sessions,
      { arn: clusterArn },
      {
        autoNodeRoleArn: options.nodeRoleArn,
        tags: { userRef: options.userRef, runId: options.runId },
      },
      signal,
    );
  }
}
