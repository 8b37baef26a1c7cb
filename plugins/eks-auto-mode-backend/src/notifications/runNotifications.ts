// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { NotificationService } from '@backstage/plugin-notifications-node';
import type { SignalsService } from '@backstage/plugin-signals-node';
import type {
  Blocked,
  Plan,
  Run,
  RunStep,
} from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import type { RunEvents } from '../runs/events';

export interface RunNeighbours {
  notifications: NotificationService;
  signals: SignalsService;
  /** The page of a cluster's run, as a path of the portal. */
  linkTo(run: Run): Promise<string>;
}

/** The channel on which a run tells open pages that it changed. */
export const runChannel = (runId: string) => `eks-auto-mode:run:${runId}`;

/**
 * Tells people and pages of runs. One scope a run: a later notification replaces the earlier one
 * in the inbox instead of standing beside it.
 */
export function runNotifications(neighbours: RunNeighbours): RunEvents {
  const { notifications, signals, linkTo } = neighbours;

  async function tell(
    recipients: string[],
    run: Run,
    title: string,
    description: string,
    severity: 'normal' | 'high',
  ): Promise<void> {
    const refs = [...new Set(recipients)];
    if (refs.length === 0) return;
    await notifications.send({
      recipients: { type: 'entity', entityRef: refs },
      payload: {
        title,
        description,
        severity,
        link: await linkTo(run),
        topic: 'eks-auto-mode',
        scope: `eks-auto-mode:run:${run.id}`,
      },
    });
  }

  return {
    async changed(run) {
      await signals.publish({
        recipients: { type: 'broadcast' },
        channel: runChannel(run.id),
        message: { state: run.state },
      });
    },
    async beforeMoving(run: Run, plan: Plan, step: RunStep) {
      const source = plan.sources.find(one => one.id === step.source);
      await tell(
        plan.notifies ?? [],
        run,
        `Pods on ${run.clusterName} are about to move`,
        `${
          source ? `${source.pods} pods on ${source.name}` : 'Pods'
        } move to Auto Mode nodes now, within their disruption budgets. Nothing is asked of you; the page shows each pod.`,
        'normal',
      );
    },
    async blocked(run: Run, step: RunStep | undefined, blocked: Blocked[]) {
      const owners = blocked
        .map(one => one.owner)
        .filter(one => one !== undefined);
      const first = blocked[0];
      const where = step ? ` at "${step.title}"` : '';
      await tell(
        owners.length > 0 ? owners : people(run),
        run,
        `The migration of ${run.clusterName} is blocked${where}`,
        first ? `${first.what} ${first.remedy}` : 'Open the run to see why.',
        'high',
      );
    },
    async waiting(run: Run, step: RunStep, what: string) {
      await tell(
        people(run),
        run,
        `The migration of ${run.clusterName} waits for you`,
        `${step.title}: ${what}`,
        'normal',
      );
    },
    async ended(run: Run, plan: Plan) {
      const words: Partial<Record<Run['state'], string>> = {
        done: 'has moved to Auto Mode',
        undone: 'was put back as it was before',
        aborted: 'was stopped; what had moved stays where it is',
      };
      await tell(
        [...(plan.notifies ?? []), ...people(run)],
        run,
        `${run.clusterName} ${words[run.state] ?? `ended: ${run.state}`}`,
        'The history of your service shows what was moved and how long it took.',
        'normal',
      );
    },
  };
}

/** Whoever asked and approved; callers from outside have no inbox. */
function people(run: Run): string[] {
  return [run.requestedBy, run.approvedBy].filter(
    (ref): ref is string => ref !== undefined && /^(user|group):/.test(ref),
  );
}
