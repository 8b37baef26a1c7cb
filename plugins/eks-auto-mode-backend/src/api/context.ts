// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type {
  AuditorService,
  LoggerService,
} from '@backstage/backend-plugin-api';
import type {
  api,
  Backup,
} from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import type { AnyCheck } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import type { AssessmentsStore } from '../assessments/assessmentsStore';
import type { ChangesStore } from '../assessments/changesStore';
import type { ClusterRow, ClustersStore } from '../assessments/clustersStore';
import type { ExceptionsStore } from '../assessments/exceptionsStore';
import type { FindingsStore } from '../assessments/findingsStore';
import type { HistoryStore } from '../assessments/historyStore';
import type { NodesStore } from '../assessments/nodesStore';
import type { DiscardedPlans } from '../assessments/plansDiscarded';
import type { RefreshStore } from '../assessments/refreshStore';
import type { UnregisteredStore } from '../assessments/unregisteredStore';
import type { RaisedAlert } from '../backups/backupsStore';
import type { TeamStore } from '../owners/teamStore';
import type { RunsService } from '../runs/service';
import type { RunsStore } from '../runs/store';
import type { createOpenApiRouter } from '../schema/openapi/generated';
import type { Access } from './access';
import type { ClusterExtras } from './clusters';

/** What the routes of this API stand on. A view reads the database and nothing else. */
export interface ApiContext {
  access: Access;
  auditor: AuditorService;
  logger: LoggerService;
  clusters: ClustersStore;
  assessments: AssessmentsStore;
  findings: FindingsStore;
  exceptions: ExceptionsStore;
  refreshes: RefreshStore;
  teams: TeamStore;
  history: HistoryStore;
  changes: ChangesStore;
  unregistered: UnregisteredStore;
  nodes: NodesStore;
  discarded: DiscardedPlans;
  runs: RunsService;
  runsStore: RunsStore;
  backups: BackupsPort;
  /** By cluster ARN: backups of which people were told that they are not kept. */
  backupAlerts(): Promise<Map<string, RaisedAlert>>;
  connectionTest(
    cluster: ClusterRow,
    userRef: string,
    signal: AbortSignal,
  ): Promise<api.ConnectionTest>;
  /** The environment of a cluster wants a second person to approve. */
  approverIsNotRequester(cluster: ClusterRow): boolean;
  checks: readonly AnyCheck[];
  /** Older than this, an assessment is shown as stale. */
  staleAfterMs: number;
  /** The day by which the fleet is to be migrated. */
  targetDate?: string;
  /** The longest that an exception may live. */
  longestExceptionMs: number;
  /** The active run and the last backup of each cluster that has one. */
  extras(
    clusters: readonly { id: string; arn: string }[],
  ): Promise<Map<string, ClusterExtras>>;
  /** Wakes the refresh loop of this replica. */
  wakeRefresh(): void;
  now(): Date;
}

/** What the API needs of backups. */
export interface BackupsPort {
  get(id: string): Promise<Backup | undefined>;
  /** Newest first. */
  list(
    clusterArn: string,
    page: { limit: number; cursor?: string },
  ): Promise<{ items: Backup[]; nextCursor?: string }>;
  start(clusterArn: string, createdBy: string): Promise<Backup>;
  /** Asks for the proof to be made again; it is made in the background. */
  requestVerify(id: string): Promise<Backup>;
}

export type ApiRouter = Awaited<ReturnType<typeof createOpenApiRouter>>;
