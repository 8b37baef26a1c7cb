// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { setTimeout as sleep } from 'node:timers/promises';
import { documentFinding, MigrateDocument } from '../document';
import {
  differences,
  kubernetesNormalForm,
  NormalForm,
} from '../normalForm/normalForm';
import {
  Cluster,
  Finding,
  outcomeOf,
  Plan,
  Product,
  Run,
  RunOutcome,
} from '../product';
import { clusterArn } from '../sandbox/fleet';
import { untilQuiet } from '../cluster/quiet';
import { Witness } from '../witness/witness';
import type { MigrateCommand } from './args';
import {
  soakSeconds,
  withWorkbench,
  Workbench,
  WorkbenchOptions,
} from './workbench';

const key = ({ arn, apiVersion, kind, namespace, name }: Finding['subject']) =>
  arn ?? `${apiVersion}/${kind}/${namespace ?? ''}/${name}`;

/** Files an exception for every finding of the accepted codes. */
async function accept(
  product: Product,
  cluster: Cluster,
  findings: Finding[],
  accepted: MigrateCommand['accept'],
): Promise<void> {
  for (const { code, reason } of accepted) {
    for (const finding of findings) {
      if (finding.code === code && !finding.exceptionId) {
        await product.accept(cluster, finding, reason);
      }
    }
  }
}

/** A run that never began, because its plan says why it must not. */
function refusedRun(plan: Plan, findings: Finding[]): RunOutcome {
  return {
    state: 'blocked',
    steps: [],
    blockedBy: plan.blockedBy.map(({ code, subjectKey, message }) => {
      const finding = findings.find(
        each => each.code === code && key(each.subject) === subjectKey,
      );
      return {
        code,
        what: message,
        ...(finding && { subject: finding.subject }),
      };
    }),
  };
}

/** Follows a run to its end, opening the gates that wait for somebody's word. */
async function follow(
  product: Product,
  plan: Plan,
  first: Run,
  options: WorkbenchOptions,
): Promise<Run> {
  const ended = ['done', 'undone', 'aborted', 'blocked'];
  let run = first;
  let told = '';
  while (!ended.includes(run.state)) {
    const step = run.steps.find(each =>
      ['running', 'waiting', 'undoing'].includes(each.state),
    );
    const line = `run ${run.state}${step ? `: ${step.id} ${step.state}` : ''}`;
    if (line !== told) options.progress(line);
    told = line;
    if (run.state === 'waiting' && step?.gate?.type === 'approval') {
      await product.command(run.id, {
        type: 'approve-retire',
        digest: plan.digest,
        stepId: step.id,
      });
    } else if (run.state === 'waiting' && step?.gate?.type === 'acknowledge') {
      await product.command(run.id, { type: 'acknowledge', stepId: step.id });
    }
    await sleep(250, undefined, { signal: options.signal });
    run = await product.run(run.id);
  }
  options.progress(`run ${run.state}`);
  return run;
}

/** Drains of the sources come one after the other; within one the slowest workload decides. */
function lowerBound(plan: Plan): number {
  const bySource = new Map<string, number>();
  for (const { source, seconds } of plan.bounds) {
    bySource.set(source, Math.max(bySource.get(source) ?? 0, seconds));
  }
  return [...bySource.values()].reduce((sum, each) => sum + each, 0);
}

async function normalForm(
  bench: Workbench,
  signal: AbortSignal,
): Promise<NormalForm> {
  await bench.aws.idle();
  return {
    ...(await kubernetesNormalForm(bench.plane.api, signal)),
    ...(await bench.aws.normalForm()),
  };
}

async function backupOf(product: Product, cluster: Cluster) {
  const backup = await product.lastBackup(cluster);
  if (!backup) return { state: 'none', objects: 0, unread: [] };
  const { state, objects, unread } = backup;
  return { state, objects, unread };
}

/** Migrates through the product, while the witness watches. */
export async function migrate(
  command: Omit<MigrateCommand, 'type' | 'out' | 'timeout'>,
  options: WorkbenchOptions,
): Promise<MigrateDocument> {
  return withWorkbench(command.folder, options, async bench => {
    const { product, plane } = bench;
    const witness = await Witness.start(plane.api, plane.auditLog);
    try {
      let cluster = await product.refresh(await product.cluster(clusterArn));
      let findings = await product.findings(cluster);
      if (command.accept.length > 0) {
        await accept(product, cluster, findings, command.accept);
        cluster = await product.refresh(cluster);
        findings = await product.findings(cluster);
      }
      const plan = await product.makePlan(cluster, {
        until: command.until,
        soakSeconds,
      });
      options.progress(
        `${cluster.verdict}; a plan of ${plan.steps.length} steps, blocked by ${plan.blockedBy.length}`,
      );
      const before = await normalForm(bench, options.signal);
      witness.mark();
      const begun = Date.now();
      const run =
        plan.blockedBy.length > 0
          ? undefined
          : await follow(product, plan, await product.approve(plan), options);
      const wallSeconds = (Date.now() - begun) / 1000;
      // What was evicted last may still be on its way up, and that is no loss.
      await untilQuiet(plane.api, { within: 60_000, signal: options.signal });
      const outcome = run ? outcomeOf(run) : refusedRun(plan, findings);
      const backup = await backupOf(product, cluster);
      const undo =
        command.undoAfter && run
          ? await (async () => {
              const undone = await follow(
                product,
                plan,
                await product.command(run.id, {
                  type: 'undo',
                  undoTo: 'auto-mode-off',
                }),
                options,
              );
              await untilQuiet(plane.api, {
                within: 60_000,
                signal: options.signal,
              });
              return {
                state: undone.state,
                differences: differences(
                  before,
                  await normalForm(bench, options.signal),
                ),
              };
            })()
          : undefined;
      await bench.aws.idle();
      const testimony = await witness.testify();
      return {
        schema: 'control-plane/v1',
        command: 'migrate',
        notApplied: bench.notApplied,
        pendingBefore: bench.pendingBefore,
        verdict: cluster.verdict ?? 'unreachable',
        findings: findings.map(documentFinding),
        run: outcome,
        ...testimony.counts,
        wallSeconds,
        lowerBoundSeconds: lowerBound(plan),
        backup,
        ...(undo && { undo }),
        details: {
          lost: testimony.losses,
          violations: testimony.violations.map(
            ({ namespace, name, by, way }) => ({ namespace, name, by, way }),
          ),
        },
      };
    } finally {
      witness.stop();
    }
  });
}
