// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { NotFoundError } from '@backstage/errors';
import type { api } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import type {
  ClusterQuery,
  CostQuery,
  EksAutoModeApi,
} from '../src/api/EksAutoModeApi';
import { UNASSESSED } from '../src/words/readiness';
import { unanswered } from './connectionData';
import { clusterCost, fleetCost } from './costData';
import * as data from './data';
import * as fleet from './fleetData';
import * as history from './historyData';
import * as migration from './migrationData';
import * as nodes from './nodesData';
import * as team from './teamData';

/** What the fake backend knows; a story changes what it is about. */
export interface World {
  clusters: api.ClusterSummary[];
  entityProblems: api.Problem[];
  findings: api.Finding[];
  exceptions: api.Exception[];
  unreadParts: api.UnreadPart[];
  sources: api.Source[];
  permissions: api.Allowed;
  /** The first line of the page of `checkout-prod`. */
  headline: string;
  connection: api.ConnectionCheck[];
  refresh: api.Refresh;
  backups: api.Backup[];
  plans: api.Plan[];
  runs: api.Run[];
  drain: api.DrainView;
  journal: api.JournalEntry[];
  unregistered: api.UnregisteredPage;
  service?: api.ServiceView;
  team?: api.TeamView;
  unowned: api.UnownedPage;
  burnDown: api.BurnDown;
  /** Undefined: the cluster was not read. */
  nodes?: api.ClusterNodes;
  clusterDays: api.ClusterDay[];
  changes: api.AssessmentChange[];
  /** Calls that are never answered: what loads is seen loading. */
  silent: boolean;
  attention: api.Attention[];
  /** What waits and is not listed. */
  attentionBeyond: number;
  /** Where set, every call fails with it: the backend is down. */
  failure?: Error;
}

export function world(parts: Partial<World> = {}): World {
  return {
    clusters: data.clusters,
    entityProblems: [],
    findings: data.findings(),
    exceptions: [],
    unreadParts: [],
    sources: data.sources,
    permissions: data.everything,
    headline: fleet.headlines['checkout-prod'],
    connection: unanswered,
    refresh: { state: 'done', message: 'Read', done: 41, total: 41 },
    backups: data.backups,
    plans: [],
    runs: [],
    drain: migration.drain(),
    journal: migration.journal,
    unregistered: data.unregistered,
    unowned: team.unowned,
    burnDown: history.burnDown,
    clusterDays: history.clusterDays,
    changes: history.changes,
    nodes: nodes.unmigrated,
    silent: false,
    attentionBeyond: 0,
    attention: fleet.attention,
    ...parts,
  };
}

/** A backend in memory, for development and tests. It records the commands that it was given. */
export class FakeEksAutoModeApi implements EksAutoModeApi {
  readonly commands: { runId: string; command: api.RunCommand }[] = [];
  readonly approvals: { planId: string; approval: api.Approval }[] = [];
  readonly costQueries: CostQuery[] = [];
  readonly planned: { clusterId: string; options: api.PlanOptions }[] = [];
  readonly world: World;
  /** Where set, every call fails with it: the backend is down. */
  failure?: Error;

  constructor(parts: Partial<World> = {}) {
    this.world = world(parts);
    this.failure = this.world.failure;
  }

  async #answer<T>(value: T): Promise<T> {
    if (this.world.silent) {
      return new Promise<T>(() => {});
    }
    if (this.failure) {
      throw this.failure;
    }
    return value;
  }

  #find<T extends { id: string }>(items: T[], id: string, what: string): T {
    const found = items.find(item => item.id === id);
    if (!found) {
      throw new NotFoundError(`There is no ${what} ${id}.`);
    }
    return found;
  }

  async listClusters(query: ClusterQuery) {
    const items = this.world.clusters.filter(
      c =>
        (!query.entityRef || c.entityRef === query.entityRef) &&
        (!query.arn || c.arn === query.arn),
    );
    const verdicts: Record<string, number> = {};
    for (const { verdict = UNASSESSED } of items) {
      verdicts[verdict] = (verdicts[verdict] ?? 0) + 1;
    }
    return this.#answer({
      items,
      totalCount: items.length,
      verdicts,
      problems: this.world.entityProblems.filter(
        p => !query.entityRef || p.entityRef === query.entityRef,
      ),
    });
  }
  async getCluster(clusterId: string) {
    const { sources, unreadParts, permissions } = this.world;
    const summary = this.#find(this.world.clusters, clusterId, 'cluster');
    const headline =
      summary.name === data.clusters[0].name
        ? this.world.headline
        : fleet.headlines[summary.name];
    return this.#answer({
      summary,
      headline,
      sources,
      unreadParts,
      permissions,
    });
  }
  async refreshCluster() {
    this.world.refresh = {
      state: 'reading',
      message: 'Reading the cluster',
      done: 3,
      total: 41,
    };
    return this.#answer(this.world.refresh);
  }
  async getRefresh() {
    return this.#answer(this.world.refresh);
  }
  async listFindings() {
    const items = this.world.findings;
    return this.#answer({ items, totalCount: items.length });
  }
  async listExceptions() {
    return this.#answer(this.world.exceptions);
  }
  async createException(clusterId: string, made: api.NewException) {
    const finding = this.#find(this.world.findings, made.findingId, 'finding');
    const exception: api.Exception = {
      id: `exception-${finding.id}`,
      clusterId,
      code: finding.code,
      subjectKey: finding.id,
      owner: 'group:default/team-payments',
      reason: made.reason,
      createdBy: 'user:default/guest',
      createdAt: new Date().toISOString(),
      expiresAt: made.expiresAt,
    };
    this.world.exceptions = [...this.world.exceptions, exception];
    this.world.findings = this.world.findings.map(f =>
      f.id === finding.id ? { ...f, exceptionId: exception.id } : f,
    );
    return this.#answer(exception);
  }
  async deleteException(_clusterId: string, exceptionId: string) {
    this.world.exceptions = this.world.exceptions.filter(
      e => e.id !== exceptionId,
    );
    this.world.findings = this.world.findings.map(f =>
      f.exceptionId === exceptionId ? { ...f, exceptionId: undefined } : f,
    );
    return this.#answer(undefined);
  }
  async listChecks() {
    return this.#answer(data.checks);
  }
  async testConnection(clusterId: string): Promise<api.ConnectionTest> {
    return this.#answer({
      clusterId,
      at: new Date().toISOString(),
      checks: this.world.connection,
    });
  }
  async listBackups() {
    return this.#answer(this.world.backups);
  }
  async getBackup(_clusterId: string, backupId: string) {
    return this.#answer(this.#find(this.world.backups, backupId, 'backup'));
  }
  async startBackup() {
    const started = data.backup('b9', {
      state: 'running',
      createdBy: 'user:default/guest',
      createdAt: new Date().toISOString(),
      verifiedAt: undefined,
      objects: 0,
      bytes: 0,
    });
    this.world.backups = [started, ...this.world.backups];
    return this.#answer(started);
  }
  async verifyBackup(_clusterId: string, backupId: string) {
    const found = this.#find(this.world.backups, backupId, 'backup');
    const verified: api.Backup = { ...found, state: 'verified' };
    this.world.backups = this.world.backups.map(b =>
      b.id === backupId ? verified : b,
    );
    return this.#answer(verified);
  }
  async listPlans() {
    return this.#answer(
      this.world.plans.map(p => ({
        ...p,
        steps: p.steps.length,
        blockedBy: p.blockedBy.length,
      })),
    );
  }
  async makePlan(clusterId: string, options: api.PlanOptions) {
    this.planned.push({ clusterId, options });
    const cluster = this.#find(this.world.clusters, clusterId, 'cluster');
    const made = migration.plan({
      id: `plan-${this.planned.length + 7}`,
      number: this.planned.length + 7,
      clusterId,
      clusterName: cluster.name,
      options,
    });
    this.world.plans = [made, ...this.world.plans];
    return this.#answer(made);
  }
  async getPlan(planId: string) {
    return this.#answer(this.#find(this.world.plans, planId, 'plan'));
  }
  async discardPlan(planId: string) {
    this.world.plans = this.world.plans.map(p =>
      p.id === planId ? { ...p, state: 'discarded' } : p,
    );
    return this.#answer(undefined);
  }
  async approvePlan(planId: string, approval: api.Approval) {
    this.approvals.push({ planId, approval });
    const started = migration.run('preflight', 'running');
    this.world.runs = [started, ...this.world.runs];
    return this.#answer(started);
  }
  async listRuns() {
    return this.#answer(this.world.runs.map(migration.runSummary));
  }
  async getRun(runId: string) {
    return this.#answer(this.#find(this.world.runs, runId, 'run'));
  }
  async commandRun(runId: string, command: api.RunCommand) {
    this.commands.push({ runId, command });
    const next: Partial<Record<api.RunCommand['type'], api.RunState>> = {
      pause: 'paused',
      resume: 'running',
      abort: 'aborted',
      retry: 'running',
      skip: 'running',
      undo: 'undoing',
    };
    this.world.runs = this.world.runs.map(r =>
      r.id === runId ? { ...r, state: next[command.type] ?? r.state } : r,
    );
    return this.getRun(runId);
  }
  async listJournal(_runId: string, after: number) {
    return this.#answer(this.world.journal.filter(e => e.sequence > after));
  }
  async getDrain() {
    return this.#answer(this.world.drain);
  }
  async getService(entityRef: string): Promise<api.ServiceView> {
    return this.#answer(
      this.world.service ?? {
        entityRef,
        headline: `${entityRef.replace(
          /^.*\//,
          '',
        )} was not found on any cluster that has been read.`,
        clusters: [],
      },
    );
  }
  async getTeam(entityRef: string) {
    return this.#answer(this.world.team ?? team.quietTeam(entityRef));
  }
  async listUnowned() {
    return this.#answer(this.world.unowned);
  }
  async getBurnDown() {
    return this.#answer(this.world.burnDown);
  }
  async getClusterHistory() {
    return this.#answer({ days: this.world.clusterDays });
  }
  async listChanges() {
    return this.#answer({ items: this.world.changes });
  }
  async getFleet() {
    const { verdicts, totalCount } = await this.listClusters({});
    return this.#answer({
      verdicts,
      totalCount,
      attention: this.world.attention,
      attentionCount: this.world.attention.length + this.world.attentionBeyond,
      recent: this.world.runs.map(migration.runSummary),
      unregistered: this.world.unregistered.items.length,
    });
  }
  async getClusterCost(clusterId: string, assumptions: CostQuery) {
    this.costQueries.push(assumptions);
    const cluster = this.world.clusters.find(one => one.id === clusterId);
    return this.#answer(clusterCost(cluster ?? { id: clusterId }));
  }
  async getClusterNodes() {
    await this.#answer(undefined);
    if (!this.world.nodes) {
      throw new NotFoundError(
        'checkout-prod was never read, so where its nodes come from is not known. Refresh it.',
      );
    }
    return this.world.nodes;
  }
  async tickDifference(
    _clusterId: string,
    { source, difference, done, comment }: api.NewTick,
  ) {
    await this.#answer(undefined);
    const found = this.#find(
      this.#find(this.world.nodes?.sources ?? [], source, 'source').differences,
      difference,
      'difference',
    );
    const ticked: api.Difference = {
      ...found,
      tick: done
        ? { by: 'user:default/guest', at: new Date().toISOString(), comment }
        : undefined,
    };
    this.world.nodes = {
      ...nodes.unmigrated,
      ...this.world.nodes,
      sources: (this.world.nodes?.sources ?? []).map(one => ({
        ...one,
        differences: one.differences.map(d => (d === found ? ticked : d)),
      })),
    };
    return ticked;
  }
  async getFleetCost() {
    return this.#answer(fleetCost(this.world.clusters));
  }
  async listUnregistered() {
    return this.#answer(this.world.unregistered);
  }
}
