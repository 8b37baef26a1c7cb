// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { LoggerService } from '@backstage/backend-plugin-api';
import { stringifyError } from '@backstage/errors';
import type {
  AnyCheck,
  Inventory,
} from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import type { CatalogOwners } from '../owners/catalogOwners';
import type { Outlook } from '../plans';
import { assess } from './assess';
import type { AssessmentsStore } from './assessmentsStore';
import type { ClusterRow, ClustersStore } from './clustersStore';
import { readingLines } from './readingLog';
import type { NodesStore } from './nodesStore';
import { pictureNodes } from './pictureNodes';
import type { RefreshStore } from './refreshStore';

export interface RefreshLoopDeps {
  clusters: ClustersStore;
  assessments: AssessmentsStore;
  refreshes: RefreshStore;
  nodes: NodesStore;
  checks: readonly AnyCheck[];
  teamLabels: string[];
  catalogOwners(): Promise<CatalogOwners>;
  readInventory(
    cluster: ClusterRow,
    signal: AbortSignal,
    onProgress: (done: number, total: number) => void,
  ): Promise<Inventory>;
  /** What a plan made now would say of sources and times. */
  outlook(inventory: Inventory): Promise<Outlook>;
  /** Told after each assessment; a failure of it never fails the refresh. */
  onAssessed(clusterId: string): Promise<void>;
  logger: LoggerService;
  now(): Date;
}

/**
 * Takes refreshes from the queue until none waits, `concurrency` at a time. Woken by a local
 * scheduler task and by requests.
 */
export class RefreshLoop {
  readonly #workers = new Set<Promise<void>>();
  /** Readings at work, by account and region. */
  readonly #busy = new Map<string, number>();

  constructor(
    private readonly deps: RefreshLoopDeps,
    private readonly concurrency: number,
  ) {}

  /**
   * As many workers as may be look at the queue from now on: one that is at work looks again when it
   * is done, and one that found nothing has ended.
   */
  wake(signal: AbortSignal): void {
    while (this.#workers.size < this.concurrency) {
      const worker: Promise<void> = this.worker(signal)
        .catch(error =>
          this.deps.logger.error(
            'Refreshing stopped; the next tick takes it up',
            error,
          ),
        )
        .finally(() => this.#workers.delete(worker));
      this.#workers.add(worker);
    }
  }

  /** Resolves when no worker is at work. */
  async idle(): Promise<void> {
    while (this.#workers.size > 0) await Promise.all(this.#workers);
  }

  private async worker(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const claimed = await this.deps.refreshes.claim(
        this.deps.now(),
        this.#busy,
      );
      if (!claimed) return;
      const { clusterId, place } = claimed;
      this.#busy.set(place, (this.#busy.get(place) ?? 0) + 1);
      try {
        await this.refresh(clusterId, signal);
      } finally {
        this.#busy.set(place, (this.#busy.get(place) ?? 1) - 1);
      }
    }
  }

  private async refresh(clusterId: string, outer: AbortSignal): Promise<void> {
    const { deps } = this;
    const taken = new AbortController();
    const signal = AbortSignal.any([outer, taken.signal]);
    try {
      const cluster = await deps.clusters.get(clusterId);
      if (!cluster || cluster.goneAt) {
        await deps.refreshes.end(
          clusterId,
          'failed',
          'The catalog no longer has this cluster',
          deps.now(),
        );
        return;
      }
      let reported = 0;
      const inventory = await deps.readInventory(
        cluster,
        signal,
        (done, total) => {
          // The row is written at most once a second, however fast reading is.
          const at = Date.now();
          if (at - reported < 1000 && done < total) return;
          reported = at;
          deps.refreshes
            .progress(
              clusterId,
              {
                state: 'reading',
                message: 'Reading AWS and Kubernetes',
                done,
                total,
              },
              deps.now(),
            )
            .then(
              kept =>
                kept ||
                taken.abort(
                  new Error('Another replica took this refresh over'),
                ),
              error =>
                deps.logger.warn(
                  `Progress of ${clusterId} was not recorded: ${stringifyError(
                    error,
                  )}`,
                ),
            );
        },
      );
      const kept = await deps.refreshes.progress(
        clusterId,
        { state: 'judging', message: 'Judging', done: 1, total: 1 },
        deps.now(),
      );
      if (!kept) return;
      const now = deps.now();
      const catalog = await deps.catalogOwners();
      const outlook = await deps.outlook(inventory);
      const assessment = await assess({
        cluster,
        inventory,
        checks: deps.checks,
        exceptions: await deps.assessments.exceptions(clusterId, now),
        catalog,
        teamLabels: deps.teamLabels,
        ...outlook,
        now,
      });
      await deps.assessments.save(assessment, inventory);
      await deps.nodes.save(
        clusterId,
        await pictureNodes({
          inventory,
          clusterOwner: cluster.owner,
          catalog,
          teamLabels: deps.teamLabels,
          launched: outlook.launched,
        }),
      );
      for (const line of readingLines(cluster, assessment))
        deps.logger.warn(line);
      await deps.refreshes.end(
        clusterId,
        'done',
        `Read ${inventory.readAt}`,
        deps.now(),
      );
      await deps
        .onAssessed(clusterId)
        .catch(error =>
          deps.logger.warn(
            `Telling of the assessment of ${clusterId} failed: ${stringifyError(
              error,
            )}`,
          ),
        );
    } catch (error) {
      if (outer.aborted) return; // The claim lapses, and the next replica reads it.
      deps.logger.error(
        `Refreshing ${clusterId} failed`,
        error instanceof Error ? error : undefined,
      );
      await deps.refreshes.end(
        clusterId,
        'failed',
        `Refreshing failed: ${
          error instanceof Error ? error.message : String(error)
        }. The last assessment stands. Try again, or run the connection test.`,
        deps.now(),
      );
    }
  }
}
