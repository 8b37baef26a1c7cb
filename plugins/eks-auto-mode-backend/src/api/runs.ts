// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { InputError, NotFoundError } from '@backstage/errors';
import {
  inSequence,
  type api,
  type Run,
} from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import { clusterIdOf } from '../clusters/clusterArn';
import type { RunCommand } from '../runs/commands';
import { toRun, type ListedRun, type StoredRun } from '../runs/store';
import type { Act } from './acts';
import type { Caller } from './access';
import type { ApiContext, ApiRouter } from './context';
import { drainViewOf } from './drainView';

export function runOf(run: Run): api.Run {
  return { ...run, clusterId: clusterIdOf(run.clusterArn) };
}

export function runSummaryOf(run: ListedRun): api.RunSummary {
  const current = run.steps.find(step =>
    ['running', 'waiting', 'blocked', 'undoing'].includes(step.state),
  );
  const sum = (field: 'evicted' | 'refused') =>
    run.steps.reduce((total, step) => total + step[field], 0);
  return {
    id: run.id,
    state: run.state,
    planNumber: run.planNumber,
    planDigest: run.planDigest,
    clusterId: clusterIdOf(run.clusterArn),
    clusterName: run.clusterName,
    requestedBy: run.requestedBy,
    approvedBy: run.approvedBy,
    createdAt: run.createdAt,
    startedAt: run.startedAt,
    endedAt: run.endedAt,
    currentStep: current?.title,
    predictedSeconds: inSequence(run.steps).maxSeconds,
    blockedBy: run.blockedBy,
    evictions: sum('evicted'),
    refusals: sum('refused'),
    undone: run.state === 'undone',
  };
}

/** Which permission each command needs. */
const actOf: Record<api.RunCommand['type'], Act> = {
  pause: 'run',
  resume: 'run',
  abort: 'run',
  retry: 'run',
  skip: 'run',
  acknowledge: 'approve',
  undo: 'undo',
  'approve-retire': 'retire',
};

/** @throws InputError naming the field that a command of this type needs. */
function commandOf(body: api.RunCommand): RunCommand {
  const need = <K extends 'stepId' | 'reason' | 'undoTo' | 'digest'>(
    field: K,
  ) => {
    const value = body[field];
    if (!value)
      throw new InputError(
        `The command '${body.type}' needs '${field}'. Nothing was changed.`,
      );
    return value;
  };
  switch (body.type) {
    case 'pause':
    case 'resume':
    case 'retry':
      return { type: body.type };
    case 'abort':
      return { type: 'abort', reason: body.reason };
    case 'skip':
      return { type: 'skip', stepId: need('stepId'), reason: need('reason') };
    case 'undo':
      return { type: 'undo', undoTo: body.undoTo ?? 'workloads-back' };
    case 'approve-retire':
      return {
        type: 'approve-retire',
        digest: need('digest'),
        stepId: body.stepId,
      };
    case 'acknowledge':
      return { type: 'acknowledge', stepId: need('stepId') };
    default: {
      const never: never = body.type;
      throw new InputError(`There is no command '${never}'`);
    }
  }
}

export function registerRuns(router: ApiRouter, context: ApiContext): void {
  const { access, runs, runsStore, auditor } = context;

  /** The run, if the caller may do `act` with its cluster. */
  async function require(
    caller: Caller,
    runId: string,
    act: Act,
  ): Promise<StoredRun> {
    const run = await runsStore.getRun(runId);
    if (!run) throw new NotFoundError(`There is no run ${runId}`);
    await access.require(caller, clusterIdOf(run.clusterArn), act);
    return run;
  }

  router.get('/v1/clusters/:clusterId/runs', async (req, res) => {
    const caller = await access.caller(req);
    const cluster = await access.require(caller, req.params.clusterId, 'read');
    const { limit = 50, cursor } = req.query;
    const offset = Number(cursor ?? 0) || 0;
    const found = await runsStore.listRuns(
      { clusterArns: [cluster.arn] },
      { limit: limit + 1, offset },
    );
    res.json({
      items: found.slice(0, limit).map(runSummaryOf),
      nextCursor: found.length > limit ? String(offset + limit) : undefined,
    });
  });

  router.get('/v1/runs/:runId', async (req, res) => {
    const caller = await access.caller(req);
    res.json(runOf(toRun(await require(caller, req.params.runId, 'read'))));
  });

  router.get('/v1/runs/:runId/journal', async (req, res) => {
    const caller = await access.caller(req);
    const run = await require(caller, req.params.runId, 'read');
    const { after = 0, limit = 200 } = req.query;
    const items = await runsStore.journal(run.id, { after, limit: limit + 1 });
    const page = items.slice(0, limit);
    res.json({
      items: page,
      nextCursor:
        items.length > limit ? String(page.at(-1)?.sequence) : undefined,
    });
  });

  router.get('/v1/runs/:runId/drain', async (req, res) => {
    const caller = await access.caller(req);
    const run = await require(caller, req.params.runId, 'read');
    res.json(
      drainViewOf(run, await runsStore.getPlan(run.planId), context.now()),
    );
  });

  router.post('/v1/runs/:runId/commands', async (req, res) => {
    const caller = await access.caller(req);
    const { type } = req.body;
    const run = await require(caller, req.params.runId, actOf[type]);
    const event = await auditor.createEvent({
      eventId: 'run-command',
      severityLevel:
        type === 'approve-retire' || type === 'undo' ? 'high' : 'medium',
      request: req,
      meta: {
        run: run.id,
        cluster: run.clusterArn,
        actionType: type,
        step: req.body.stepId,
      },
    });
    try {
      const changed = await runs.command(
        run.id,
        commandOf(req.body),
        caller.ref,
      );
      await event.success();
      res.json(runOf(changed));
    } catch (error) {
      await event.fail({
        error: error instanceof Error ? error : new Error(String(error)),
      });
      throw error;
    }
  });
}
