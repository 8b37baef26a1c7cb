// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import {
  ConflictError,
  InputError,
  NotAllowedError,
  NotFoundError,
} from '@backstage/errors';
import {
  STEP_KINDS,
  type JournalEntry,
  type Plan,
  type PlanOptions,
  type PlanStep,
  type Run,
} from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import { v4 as uuid } from 'uuid';
import { systemClock, type RunClock } from './clock';
import { applyCommand, type RunCommand } from './commands';
import type { Driver } from './driver';
import { toRun, type NewStep, type RunsStore } from './store';

/** What people and other rooms ask of runs. Permissions are the caller's business. */
export interface RunsService {
  /** Reads the cluster afresh, plans, and keeps the plan. */
  makePlan(
    clusterArn: string,
    options: PlanOptions,
    actor: string,
  ): Promise<Plan>;
  getPlan(id: string): Promise<Plan>;
  /** Newest first; `before` is a plan's number. */
  listPlans(
    clusterArn: string,
    page: { limit: number; before?: number },
  ): Promise<Plan[]>;
  /** Starts the plan's run. The digest is what the person has seen. */
  approve(
    planId: string,
    digest: string,
    actor: string,
    comment?: string,
  ): Promise<Run>;
  command(runId: string, command: RunCommand, actor: string): Promise<Run>;
  get(runId: string): Promise<Run>;
  /** Entries after `cursor`, oldest first; `nextCursor` is where to go on, also for what comes later. */
  journal(
    runId: string,
    page: { cursor?: number; limit: number },
  ): Promise<{ items: JournalEntry[]; nextCursor: number }>;
  /** What a step shows of itself while it works: the nodes and pods of a drain. */
  view(runId: string, stepId: string): Promise<unknown>;
}

export interface RunsServiceOptions {
  store: RunsStore;
  driver: Driver;
  /** Makes a plan from a fresh inventory; its number is given when it is kept. */
  plan: (
    clusterArn: string,
    options: PlanOptions,
    actor: string,
  ) => Promise<Plan>;
  /** Differences between a plan's basis and the cluster as it is now, in words; read afresh. */
  drift: (plan: Plan) => Promise<string[]>;
  /** The plan's blockers that no exception covers now. */
  unexcepted: (plan: Plan) => Promise<Plan['blockedBy']>;
  /** The person who asked for the plan may not approve it. */
  separateApprover?: boolean;
  clock?: RunClock;
}

const order = (kind: PlanStep['kind']) => STEP_KINDS.indexOf(kind);

/** The steps of a new run: what lies after the plan's end is left out, but for the verification. */
function newSteps(plan: Plan): NewStep[] {
  const { until } = plan.options;
  return plan.steps.map(step => {
    const beyond =
      until !== undefined &&
      order(step.kind) > order(until) &&
      step.kind !== 'verify';
    return {
      id: step.id,
      kind: step.kind,
      title: step.title,
      predicted: step.predicted,
      ...(step.source === undefined ? {} : { source: step.source }),
      ...(step.gate === undefined ? {} : { gate: step.gate }),
      state: beyond ? 'skipped' : 'pending',
      ...(beyond ? { skipReason: `The plan ends with ${until}` } : {}),
    };
  });
}

/** Keeps plans, starts runs, and passes people's commands on to them. */
export class DefaultRunsService implements RunsService {
  readonly #clock: RunClock;

  constructor(private readonly options: RunsServiceOptions) {
    this.#clock = options.clock ?? systemClock;
  }

  async makePlan(
    clusterArn: string,
    options: PlanOptions,
    actor: string,
  ): Promise<Plan> {
    return this.options.store.addPlan(
      await this.options.plan(clusterArn, options, actor),
    );
  }

  async getPlan(id: string): Promise<Plan> {
    const plan = await this.options.store.getPlan(id);
    if (!plan) throw new NotFoundError(`There is no plan ${id}`);
    return plan;
  }

  listPlans(
    clusterArn: string,
    page: { limit: number; before?: number },
  ): Promise<Plan[]> {
    return this.options.store.listPlans(clusterArn, page);
  }

  async approve(
    planId: string,
    digest: string,
    actor: string,
    comment?: string,
  ): Promise<Run> {
    const plan = await this.getPlan(planId);
    await this.#mayStart(plan, digest, actor);
    const now = this.#clock.now();
    const at = now.toISOString();
    const run = await this.options.store.addRun(
      {
        id: uuid(),
        planId: plan.id,
        planNumber: plan.number,
        planDigest: plan.digest,
        clusterArn: plan.clusterArn,
        clusterName: plan.clusterName,
        state: 'running',
        requestedBy: plan.createdBy,
        approvedBy: actor,
        ...(comment ? { approvalComment: comment } : {}),
        ...(plan.options.until ? { until: plan.options.until } : {}),
        createdAt: at,
        steps: newSteps(plan),
      },
      [
        {
          at: plan.createdAt,
          type: 'requested',
          actor: plan.createdBy,
          message: `Plan ${plan.number} was made`,
          data: { planId: plan.id, digest: plan.digest },
        },
        {
          at,
          type: 'approved',
          actor,
          message: comment
            ? `Approved plan ${plan.number}: ${comment}`
            : `Approved plan ${plan.number}`,
          data: { digest: plan.digest },
        },
      ],
    );
    await this.options.driver.due(run.id, now);
    return toRun(run);
  }

  async command(
    runId: string,
    command: RunCommand,
    actor: string,
  ): Promise<Run> {
    const { store, driver, separateApprover = false } = this.options;
    const run = await store.getRun(runId);
    if (!run) throw new NotFoundError(`There is no run ${runId}`);
    const now = this.#clock.now();
    const commit = applyCommand(run, command, {
      actor,
      at: now.toISOString(),
      separateApprover,
      effects: command.type === 'undo' ? await store.effects(runId) : [],
    });
    await store.commit(runId, commit);
    await driver.due(runId, now);
    return this.get(runId);
  }

  async get(runId: string): Promise<Run> {
    const run = await this.options.store.getRun(runId);
    if (!run) throw new NotFoundError(`There is no run ${runId}`);
    return toRun(run);
  }

  async journal(
    runId: string,
    page: { cursor?: number; limit: number },
  ): Promise<{ items: JournalEntry[]; nextCursor: number }> {
    await this.get(runId);
    const after = page.cursor ?? 0;
    const items = await this.options.store.journal(runId, {
      after,
      limit: page.limit,
    });
    return { items, nextCursor: items[items.length - 1]?.sequence ?? after };
  }

  async view(runId: string, stepId: string): Promise<unknown> {
    const run = await this.options.store.getRun(runId);
    const step = run?.steps.find(each => each.id === stepId);
    if (!step) throw new NotFoundError(`Run ${runId} has no step ${stepId}`);
    return step.memory.view;
  }

  async #mayStart(plan: Plan, digest: string, actor: string): Promise<void> {
    if (plan.digest !== digest) {
      throw new InputError(
        `What was approved is not plan ${plan.number} of ${plan.clusterName}: its digest is ${plan.digest}, not ${digest}. Read the plan as it is now and approve that`,
      );
    }
    if (this.options.separateApprover && actor === plan.createdBy) {
      throw new NotAllowedError(
        `${actor} asked for plan ${plan.number}; somebody else has to approve it`,
      );
    }
    if (!plan.steps.some(step => step.kind === 'backup')) {
      throw new ConflictError(
        `Plan ${plan.number} has no backup step; a run that changes anything stands on a verified backup. Make the plan again`,
      );
    }
    const [active] = await this.options.store.listRuns(
      { clusterArns: [plan.clusterArn], active: true },
      { limit: 1 },
    );
    if (active) {
      throw new ConflictError(
        `Run ${active.id} is ${active.state} on cluster ${plan.clusterName}; a cluster has one run at a time. Finish, undo or abort that run first`,
      );
    }
    const blockers = await this.options.unexcepted(plan);
    if (blockers.length > 0) {
      throw new ConflictError(
        `Plan ${plan.number} is blocked by ${blockers
          .map(blocker => `${blocker.code} (${blocker.message})`)
          .join('; ')}. Fix or accept each, then approve`,
      );
    }
    const drift = await this.options.drift(plan);
    if (drift.length > 0) {
      throw new ConflictError(
        `The cluster is no longer what plan ${
          plan.number
        } was made for: ${drift.join('; ')}. Make a new plan`,
      );
    }
  }
}
