// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { createApiRef } from '@backstage/core-plugin-api';
import type { api } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';

/**
 * What filters the list of clusters.
 * @public
 */
export interface ClusterQuery {
  verdict?: string[];
  owner?: string;
  search?: string;
  entityRef?: string;
  arn?: string;
}

/**
 * Which days of the fleet, and whose.
 * @public
 */
export interface BurnDownQuery {
  days?: number;
  /** Only clusters and findings of this owner. */
  owner?: string;
}

/**
 * What nobody can read of a cluster's cost; shares from 0 to 1, money in US dollars.
 * @public
 */
export interface CostQuery {
  commitmentCoverage?: number;
  commitmentDiscount?: number;
  spotDiscount?: number;
  hoursPerMonth?: number;
  ratePerHour?: number;
}

/**
 * The backend as the pages see it. Lists are whole: paging is the implementation's. Every method
 * throws a `ResponseError` that says what was tried and what to do.
 * @public
 */
export interface EksAutoModeApi {
  listClusters(
    query: ClusterQuery,
    signal?: AbortSignal,
  ): Promise<api.ClusterPage>;
  getCluster(
    clusterId: string,
    signal?: AbortSignal,
  ): Promise<api.ClusterDetail>;
  refreshCluster(clusterId: string): Promise<api.Refresh>;
  getRefresh(clusterId: string, signal?: AbortSignal): Promise<api.Refresh>;
  listFindings(
    clusterId: string,
    signal?: AbortSignal,
  ): Promise<api.FindingPage>;
  listExceptions(
    clusterId: string,
    signal?: AbortSignal,
  ): Promise<api.Exception[]>;
  createException(
    clusterId: string,
    exception: api.NewException,
  ): Promise<api.Exception>;
  deleteException(clusterId: string, exceptionId: string): Promise<void>;
  listChecks(signal?: AbortSignal): Promise<api.CheckInfo[]>;
  testConnection(clusterId: string): Promise<api.ConnectionTest>;
  listBackups(clusterId: string, signal?: AbortSignal): Promise<api.Backup[]>;
  getBackup(
    clusterId: string,
    backupId: string,
    signal?: AbortSignal,
  ): Promise<api.Backup>;
  startBackup(clusterId: string): Promise<api.Backup>;
  verifyBackup(clusterId: string, backupId: string): Promise<api.Backup>;
  listPlans(
    clusterId: string,
    signal?: AbortSignal,
  ): Promise<api.PlanSummary[]>;
  makePlan(clusterId: string, options: api.PlanOptions): Promise<api.Plan>;
  getPlan(planId: string, signal?: AbortSignal): Promise<api.Plan>;
  discardPlan(planId: string): Promise<void>;
  approvePlan(planId: string, approval: api.Approval): Promise<api.Run>;
  listRuns(clusterId: string, signal?: AbortSignal): Promise<api.RunSummary[]>;
  getRun(runId: string, signal?: AbortSignal): Promise<api.Run>;
  commandRun(runId: string, command: api.RunCommand): Promise<api.Run>;
  /** Entries with a greater sequence than `after`, oldest first. */
  listJournal(
    runId: string,
    after: number,
    signal?: AbortSignal,
  ): Promise<api.JournalEntry[]>;
  getDrain(runId: string, signal?: AbortSignal): Promise<api.DrainView>;
  getService(entityRef: string, signal?: AbortSignal): Promise<api.ServiceView>;
  /** What of a team's blocks which cluster. */
  getTeam(entityRef: string, signal?: AbortSignal): Promise<api.TeamView>;
  /** Clusters and namespaces that no team answers for. */
  listUnowned(signal?: AbortSignal): Promise<api.UnownedPage>;
  getBurnDown(
    query: BurnDownQuery,
    signal?: AbortSignal,
  ): Promise<api.BurnDown>;
  getClusterHistory(
    clusterId: string,
    days: number,
    signal?: AbortSignal,
  ): Promise<api.ClusterHistory>;
  /** One page of what changed from one assessment to the next, newest first. */
  listChanges(
    clusterId: string,
    cursor?: string,
    signal?: AbortSignal,
  ): Promise<api.AssessmentChangePage>;
  getFleet(signal?: AbortSignal): Promise<api.FleetSummary>;
  /** Throws a NotFoundError where the cluster's nodes could not be read. */
  getClusterCost(
    clusterId: string,
    assumptions: CostQuery,
    signal?: AbortSignal,
  ): Promise<api.ClusterCost>;
  /** Throws a NotFoundError where the cluster was not read. */
  getClusterNodes(
    clusterId: string,
    signal?: AbortSignal,
  ): Promise<api.ClusterNodes>;
  tickDifference(clusterId: string, tick: api.NewTick): Promise<api.Difference>;
  getFleetCost(signal?: AbortSignal): Promise<api.FleetCost>;
  listUnregistered(signal?: AbortSignal): Promise<api.UnregisteredPage>;
}

/** @public */
export const eksAutoModeApiRef = createApiRef<EksAutoModeApi>({
  id: 'plugin.eks-auto-mode.service',
});
