// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { LoggerService } from '@backstage/backend-plugin-api';
import { stringifyError } from '@backstage/errors';
import type {
  AnyCheck,
  Inventory,
} from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import PQueue from 'p-queue';
import type { CatalogOwners } from '../owners/catalogOwners';
import type { Outlook } from '../plans';
import { assess } from './assess';
import type { AssessmentsStore } from './assessmentsStore';
import type { ClusterRow, ClustersStore } from './clustersStore';
import type { ExceptionsStore } from './exceptionsStore';
import { readingLines } from './readingLog';
import type { NodesStore } from './nodesStore';
import { pictureNodes } from './pictureNodes';
import type { RefreshProgress, RefreshStore } from './refreshStore';

export interface RefreshLoopDeps {
  clusters: ClustersStore;
  assessments: AssessmentsStore;
  exceptions: ExceptionsStore;
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
 * Judging works and does not wait, so more at a time are not sooner done, but all their pods and
 * nodes are in memory at once. Two, so that a large cluster lets small ones pass.
 */
const JUDGED_AT_ONCE = 2;
/** A replica that is silent for a minute loses its claim. */
const SIGN_OF_LIFE_MS = 20_000;

/**
 * Takes refreshes from the queue until none waits, `concurrency` at a time. Woken by a local
 * scheduler task and by requests.
 */
export class RefreshLoop {
  readonly #workers = new Set<Promise<void>>();
  readonly #judging = new PQueue({ concurrency: JUDGED_AT_ONCE });
  /** Readings at work, by account and region. */
  readonly #busy = new Map<string, number>();
  #woken = 0;

  constructor(
    private readonly deps: RefreshLoopDeps,
    private readonly concurrency: number,
  ) {}

  /**
   * As many workers as may be look at the queue from now on: one that is at work looks again when it
   * is done, one that is looking just now does so again before it ends.
   */
  wake(signal: AbortSignal): void {
    this.#woken++;
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
      const woken = this.#woken;
      const claimed = await this.deps.refreshes.claim(
        this.deps.now(),
        this.#busy,
      );
      if (!claimed) {
        if (woken === this.#woken) return;
        continue;
      }
      const { clusterId, place } = claimed;
      this.#busy.set(place, (this.#busy.get(place) ?? 0) + 1);
      try {
        await this.refresh(clusterId, signal);
      } finally {
        this.#busy.set(place, (this.#busy.get(place) ?? 1) - 1);
      }
    }
  }

  private async judge(
    cluster: ClusterRow,
    inventory: Inventory,
    catalog: CatalogOwners,
  ) {
    const { deps } = this;
    const now = deps.now();
    const outlook = await deps.outlook(inventory);
    const assessment = await assess({
      cluster,
      inventory,
      checks: deps.checks,
      exceptions: await deps.exceptions.active(cluster.id, now),
      catalog,
      teamLabels: deps.teamLabels,
      ...outlook,
      now,
    });
    return { assessment, launched: outlook.launched };
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
      const report = (progress: RefreshProgress) => {
        deps.refreshes.progress(clusterId, progress, deps.now()).then(
          kept =>
            kept ||
            taken.abort(new Error('Another replica took this refresh over')),
          error =>
            deps.logger.warn(
              `Progress of ${clusterId} was not recorded: ${stringifyError(
                error,
              )}`,
            ),
        );
      };
      let reported = 0;
      const inventory = await deps.readInventory(
        cluster,
        signal,
        (done, total) => {
          // The row is written at most once a second, however fast reading is.
          const at = Date.now();
          if (at - reported < 1000 && done < total) return;
          reported = at;
          report({
            state: 'reading',
            message: 'Reading AWS and Kubernetes',
            done,
            total,
          });
        },
      );
      const judging: RefreshProgress = {
        state: 'judging',
        message: 'Judging',
        done: 1,
        total: 1,
      };
      if (!(await deps.refreshes.progress(clusterId, judging, deps.now())))
        return;
      const catalog = await deps.catalogOwners();
      const sign = setInterval(() => report(judging), SIGN_OF_LIFE_MS);
      const { assessment, launched } = await this.#judging
        .add(() => this.judge(cluster, inventory, catalog))
        .finally(() => clearInterval(sign));
      const picture = await pictureNodes({
        inventory,
        clusterOwner: cluster.owner,
        catalog,
        teamLabels: deps.teamLabels,
        launched,
      });
      if (taken.signal.aborted) return;
      // The picture first: an assessment without one says that the cluster could not be read.
      await deps.nodes.save(clusterId, picture);
      await deps.assessments.save(assessment, inventory);
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
