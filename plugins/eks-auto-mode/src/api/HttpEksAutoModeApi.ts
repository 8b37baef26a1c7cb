// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { DiscoveryApi, FetchApi } from '@backstage/core-plugin-api';
import { ResponseError } from '@backstage/errors';
import {
  EksAutoModeClient,
  type api,
  type TypedResponse,
} from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import type {
  BurnDownQuery,
  ClusterQuery,
  CostQuery,
  EksAutoModeApi,
} from './EksAutoModeApi';

const PAGE = 500;

async function read<T>(response: Promise<TypedResponse<T>>): Promise<T> {
  const answer = await response;
  if (!answer.ok) {
    throw await ResponseError.fromResponse(answer);
  }
  return answer.json();
}

async function nothing(response: Promise<TypedResponse<void>>): Promise<void> {
  const answer = await response;
  if (!answer.ok) {
    throw await ResponseError.fromResponse(answer);
  }
}

/** Every page of a cursor-paged list. */
async function pages<T>(
  next: (cursor?: string) => Promise<{ items: T[]; nextCursor?: string }>,
): Promise<T[]> {
  const all: T[] = [];
  let cursor: string | undefined;
  do {
    const page = await next(cursor);
    all.push(...page.items);
    cursor = page.nextCursor;
  } while (cursor);
  return all;
}

/** The generated client, with whole lists, errors thrown and requests that can be given up. */
export class HttpEksAutoModeApi implements EksAutoModeApi {
  readonly #discoveryApi: DiscoveryApi;
  readonly #fetchApi: FetchApi;

  constructor(options: { discoveryApi: DiscoveryApi; fetchApi: FetchApi }) {
    this.#discoveryApi = options.discoveryApi;
    this.#fetchApi = options.fetchApi;
  }

  /** The generated client knows no AbortSignal, so each call gets a client whose fetch carries it. */
  #client(signal?: AbortSignal): EksAutoModeClient {
    const { fetch } = this.#fetchApi;
    return new EksAutoModeClient({
      discoveryApi: this.#discoveryApi,
      fetchApi: { fetch: (input, init) => fetch(input, { ...init, signal }) },
    });
  }

  async listClusters(query: ClusterQuery, signal?: AbortSignal) {
    const client = this.#client(signal);
    const first = await read(
      client.listClusters({ query: { ...query, limit: PAGE } }),
    );
    if (!first.nextCursor) {
      return first;
    }
    const rest = await pages(cursor =>
      read(
        client.listClusters({
          query: { ...query, limit: PAGE, cursor: cursor ?? first.nextCursor },
        }),
      ),
    );
    return {
      ...first,
      items: [...first.items, ...rest],
      nextCursor: undefined,
    };
  }

  getCluster(clusterId: string, signal?: AbortSignal) {
    return read(this.#client(signal).getCluster({ path: { clusterId } }));
  }

  refreshCluster(clusterId: string) {
    return read(this.#client().refreshCluster({ path: { clusterId } }));
  }

  getRefresh(clusterId: string, signal?: AbortSignal) {
    return read(this.#client(signal).getRefresh({ path: { clusterId } }));
  }

  async listFindings(clusterId: string, signal?: AbortSignal) {
    const client = this.#client(signal);
    let readAt: string | undefined;
    const items = await pages(async cursor => {
      const page = await read(
        client.listFindings({
          path: { clusterId },
          query: { cursor, limit: PAGE },
        }),
      );
      readAt = page.readAt;
      return page;
    });
    return { items, totalCount: items.length, readAt };
  }

  async listExceptions(clusterId: string, signal?: AbortSignal) {
    const client = this.#client(signal);
    return (await read(client.listExceptions({ path: { clusterId } }))).items;
  }

  createException(clusterId: string, exception: api.NewException) {
    return read(
      this.#client().createException({ path: { clusterId }, body: exception }),
    );
  }

  deleteException(clusterId: string, exceptionId: string) {
    return nothing(
      this.#client().deleteException({ path: { clusterId, exceptionId } }),
    );
  }

  async listChecks(signal?: AbortSignal) {
    return (await read(this.#client(signal).listChecks({}))).items;
  }

  testConnection(clusterId: string) {
    return read(this.#client().testConnection({ path: { clusterId } }));
  }

  listBackups(clusterId: string, signal?: AbortSignal) {
    const client = this.#client(signal);
    return pages(cursor =>
      read(
        client.listBackups({
          path: { clusterId },
          query: { cursor, limit: PAGE },
        }),
      ),
    );
  }

  getBackup(clusterId: string, backupId: string, signal?: AbortSignal) {
    return read(
      this.#client(signal).getBackup({ path: { clusterId, backupId } }),
    );
  }

  startBackup(clusterId: string) {
    return read(this.#client().startBackup({ path: { clusterId } }));
  }

  verifyBackup(clusterId: string, backupId: string) {
    return read(this.#client().verifyBackup({ path: { clusterId, backupId } }));
  }

  async listPlans(clusterId: string, signal?: AbortSignal) {
    return (await read(this.#client(signal).listPlans({ path: { clusterId } })))
      .items;
  }

  makePlan(clusterId: string, options: api.PlanOptions) {
    return read(
      this.#client().makePlan({ path: { clusterId }, body: options }),
    );
  }

  getPlan(planId: string, signal?: AbortSignal) {
    return read(this.#client(signal).getPlan({ path: { planId } }));
  }

  discardPlan(planId: string) {
    return nothing(this.#client().discardPlan({ path: { planId } }));
  }

  approvePlan(planId: string, approval: api.Approval) {
    return read(
      this.#client().approvePlan({ path: { planId }, body: approval }),
    );
  }

  listRuns(clusterId: string, signal?: AbortSignal) {
    const client = this.#client(signal);
    return pages(cursor =>
      read(
        client.listRuns({
          path: { clusterId },
          query: { cursor, limit: PAGE },
        }),
      ),
    );
  }

  getRun(runId: string, signal?: AbortSignal) {
    return read(this.#client(signal).getRun({ path: { runId } }));
  }

  commandRun(runId: string, command: api.RunCommand) {
    return read(this.#client().commandRun({ path: { runId }, body: command }));
  }

  listJournal(runId: string, after: number, signal?: AbortSignal) {
    const client = this.#client(signal);
    let last = after;
    return pages(async () => {
      const page = await read(
        client.listJournal({
          path: { runId },
          query: { after: last, limit: PAGE },
        }),
      );
      const newest = page.items[page.items.length - 1]?.sequence;
      // An empty page ends it, whatever its cursor says: a live journal has no last page.
      if (newest === undefined) {
        return { items: [] };
      }
      last = newest;
      return page;
    });
  }

  getDrain(runId: string, signal?: AbortSignal) {
    return read(this.#client(signal).getDrain({ path: { runId } }));
  }

  getService(entityRef: string, signal?: AbortSignal) {
    return read(this.#client(signal).getService({ query: { entityRef } }));
  }

  getTeam(entityRef: string, signal?: AbortSignal) {
    return read(this.#client(signal).getTeam({ query: { entityRef } }));
  }

  async listUnowned(signal?: AbortSignal) {
    const client = this.#client(signal);
    const first = await read(client.listUnowned({ query: { limit: PAGE } }));
    if (!first.nextCursor) {
      return first;
    }
    const rest = await pages(cursor =>
      read(
        client.listUnowned({
          query: { limit: PAGE, cursor: cursor ?? first.nextCursor },
        }),
      ),
    );
    return {
      ...first,
      items: [...first.items, ...rest],
      nextCursor: undefined,
    };
  }

  getBurnDown(query: BurnDownQuery, signal?: AbortSignal) {
    return read(this.#client(signal).getBurnDown({ query }));
  }

  getClusterHistory(clusterId: string, days: number, signal?: AbortSignal) {
    return read(
      this.#client(signal).getClusterHistory({
        path: { clusterId },
        query: { days },
      }),
    );
  }

  listChanges(clusterId: string, cursor?: string, signal?: AbortSignal) {
    return read(
      this.#client(signal).listAssessmentChanges({
        path: { clusterId },
        query: { cursor },
      }),
    );
  }

  getFleet(signal?: AbortSignal) {
    return read(this.#client(signal).getFleet({}));
  }

  getClusterCost(
    clusterId: string,
    assumptions: CostQuery,
    signal?: AbortSignal,
  ) {
    return read(
      this.#client(signal).getClusterCost({
        path: { clusterId },
        query: { ...assumptions },
      }),
    );
  }

  getClusterNodes(clusterId: string, signal?: AbortSignal) {
    return read(this.#client(signal).getClusterNodes({ path: { clusterId } }));
  }

  tickDifference(clusterId: string, tick: api.NewTick) {
    return read(
      this.#client().tickDifference({ path: { clusterId }, body: tick }),
    );
  }

  getFleetCost(signal?: AbortSignal) {
    return read(this.#client(signal).getCosts({ query: {} }));
  }

  listUnregistered(signal?: AbortSignal) {
    return read(this.#client(signal).listUnregistered({}));
  }
}
