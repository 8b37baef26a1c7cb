// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { AuditorService, LoggerService } from '@backstage/backend-plugin-api';
import type { AnyCheck } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import type { AssessmentsStore } from '../assessments/assessmentsStore';
import type { ClustersStore } from '../assessments/clustersStore';
import type { RefreshStore } from '../assessments/refreshStore';
import type { UnregisteredStore } from '../assessments/unregisteredStore';
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
  refreshes: RefreshStore;
  unregistered: UnregisteredStore;
  checks: readonly AnyCheck[];
  /** Older than this, an assessment is shown as stale. */
  staleAfterMs: number;
  /** The longest that an exception may live. */
  longestExceptionMs: number;
  /** The active run and the last backup of each cluster that has one. */
  extras(clusterIds: string[]): Promise<Map<string, ClusterExtras>>;
  /** Wakes the refresh loop of this replica. */
  wakeRefresh(): void;
  now(): Date;
}

export type ApiRouter = Awaited<ReturnType<typeof createOpenApiRouter>>;
