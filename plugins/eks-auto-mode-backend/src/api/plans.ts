// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import {
  ConflictError,
  NotAllowedError,
  NotFoundError,
} from '@backstage/errors';
import type {
  api,
  Plan,
} from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import { clusterIdOf } from '../clusters/clusterArn';
import type { Caller } from './access';
import type { Act } from './acts';
import type { ApiContext, ApiRouter } from './context';
import { runOf } from './runs';

/** A plan and what became of it. */
interface PlanState {
  state: api.Plan['state'];
  runId?: string;
}

export function registerPlans(router: ApiRouter, context: ApiContext): void {
  const { access, runs, runsStore, discarded, auditor } = context;

  async function require(
    caller: Caller,
    planId: string,
    act: Act,
  ): Promise<Plan> {
    const plan = await runsStore.getPlan(planId);
    if (!plan) throw new NotFoundError(`There is no plan ${planId}`);
    await access.require(caller, clusterIdOf(plan.clusterArn), act);
    return plan;
  }

  /** The newest plan is open until it is approved or discarded; older ones are superseded. */
  async function statesOf(plans: Plan[]): Promise<Map<string, PlanState>> {
    if (plans.length === 0) return new Map();
    const [{ clusterArn }] = plans;
    const [newest] = await runsStore.listPlans(clusterArn, { limit: 1 });
    const gone = await discarded.among(plans.map(plan => plan.id));
    const done = await runsStore.listRuns(
      { clusterArns: [clusterArn] },
      { limit: 500 },
    );
    const byPlan = new Map(done.map(run => [run.planId, run.id]));
    return new Map(
      plans.map((plan): [string, PlanState] => {
        const runId = byPlan.get(plan.id);
        if (runId) return [plan.id, { state: 'approved', runId }];
        if (gone.has(plan.id)) return [plan.id, { state: 'discarded' }];
        return [
          plan.id,
          { state: plan.id === newest?.id ? 'open' : 'superseded' },
        ];
      }),
    );
  }

  async function answer(plan: Plan): Promise<api.Plan> {
    const state = (await statesOf([plan])).get(plan.id) ?? { state: 'open' };
    return {
      ...plan,
      ...state,
      clusterId: clusterIdOf(plan.clusterArn),
      notifies: plan.notifies ?? [],
    };
  }

  router.get('/v1/clusters/:clusterId/plans', async (req, res) => {
    const caller = await access.caller(req);
    const cluster = await access.require(caller, req.params.clusterId, 'read');
    const plans = await runsStore.listPlans(cluster.arn, { limit: 100 });
    const states = await statesOf(plans);
    res.json({
      items: plans.map(plan => ({
        id: plan.id,
        number: plan.number,
        digest: plan.digest,
        createdAt: plan.createdAt,
        createdBy: plan.createdBy,
        steps: plan.steps.length,
        blockedBy: plan.blockedBy.length,
        ...(states.get(plan.id) ?? { state: 'open' }),
      })),
    });
  });

  router.post('/v1/clusters/:clusterId/plans', async (req, res) => {
    const caller = await access.caller(req);
    const cluster = await access.require(caller, req.params.clusterId, 'plan');
    const event = await auditor.createEvent({
      eventId: 'plan-make',
      severityLevel: 'medium',
      request: req,
      meta: { cluster: cluster.arn },
    });
    try {
      const plan = await runs.makePlan(cluster.arn, req.body, caller.ref);
      await event.success({ meta: { plan: plan.id, digest: plan.digest } });
      res.status(201).json(await answer(plan));
    } catch (error) {
      await event.fail({
        error: error instanceof Error ? error : new Error(String(error)),
      });
      throw error;
    }
  });

  router.get('/v1/plans/:planId', async (req, res) => {
    const caller = await access.caller(req);
    res.json(await answer(await require(caller, req.params.planId, 'read')));
  });

  router.delete('/v1/plans/:planId', async (req, res) => {
    const caller = await access.caller(req);
    const plan = await require(caller, req.params.planId, 'plan');
    const state = (await statesOf([plan])).get(plan.id);
    if (state?.state === 'approved') {
      throw new ConflictError(
        `Plan ${plan.number} of ${plan.clusterName} was approved; its run ${state.runId} is what you can stop.`,
      );
    }
    const event = await auditor.createEvent({
      eventId: 'plan-discard',
      request: req,
      meta: { plan: plan.id, cluster: plan.clusterArn },
    });
    await discarded.add(plan.id, caller.ref, context.now());
    await event.success();
    res.status(204).end();
  });

  router.post('/v1/plans/:planId/approve', async (req, res) => {
    const caller = await access.caller(req);
    const plan = await require(caller, req.params.planId, 'approve');
    const cluster = await access.require(
      caller,
      clusterIdOf(plan.clusterArn),
      'approve',
    );
    const event = await auditor.createEvent({
      eventId: 'plan-approve',
      severityLevel: 'high',
      request: req,
      meta: {
        plan: plan.id,
        cluster: plan.clusterArn,
        digest: req.body.digest,
      },
    });
    try {
      const state = (await statesOf([plan])).get(plan.id);
      if (state?.state !== 'open') {
        throw new ConflictError(
          `Plan ${plan.number} of ${plan.clusterName} is ${
            state?.state ?? 'gone'
          }; only the newest open plan can be approved. Make a new one.`,
        );
      }
      if (
        context.approverIsNotRequester(cluster) &&
        caller.ref === plan.createdBy
      ) {
        throw new NotAllowedError(
          `${caller.ref} made plan ${plan.number} of ${plan.clusterName}; environment '${cluster.environment}' wants another approver. Nothing was approved.`,
        );
      }
      const { digest, comment, acknowledge = [] } = req.body;
      const run = await runs.approve(plan.id, digest, caller.ref, comment);
      for (const stepId of acknowledge) {
        await runs.command(run.id, { type: 'acknowledge', stepId }, caller.ref);
      }
      await event.success({ meta: { run: run.id } });
      res.status(201).json(runOf(run));
    } catch (error) {
      await event.fail({
        error: error instanceof Error ? error : new Error(String(error)),
      });
      throw error;
    }
  });
}
