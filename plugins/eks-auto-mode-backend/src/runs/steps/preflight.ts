// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { DescribeClusterCommand } from '@aws-sdk/client-eks';
import type { Blocked } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import type { Reconciled, Step, StepContext } from '../step';
import { deniedActions, deniedVerbs } from './permissions';
import { observe } from './snapshot';

/** Another update of the cluster is waited for so long. */
const QUIET_MS = 30 * 60_000;

/** The cluster is at rest: EKS takes one update at a time. */
async function atRest(context: StepContext): Promise<Reconciled | undefined> {
  const { cluster } = await context.session.aws.eks.send(
    new DescribeClusterCommand({ name: context.clusterName }),
    { abortSignal: context.signal },
  );
  if (cluster?.status === 'ACTIVE') return undefined;
  const message = `${context.clusterName} is ${
    cluster?.status ?? 'not described'
  }`;
  const busy = {
    what: message,
    now: 'Nothing was changed',
    remedy: 'Wait until EKS says ACTIVE, then retry',
    subject: { arn: context.clusterArn },
    code: 'not-active',
  };
  if (
    cluster?.status === 'UPDATING' &&
    context.now().getTime() - context.since.getTime() < QUIET_MS
  )
    return {
      state: 'again',
      afterMs: 5_000,
      message: `${message}; waiting until it is ACTIVE`,
      blocked: [
        {
          ...busy,
          remedy:
            'The run goes on by itself when EKS says ACTIVE; an update that hangs is named by aws eks list-updates',
        },
      ],
    };
  return { state: 'blocked', blocked: [busy] };
}

async function stillTrue(context: StepContext): Promise<Blocked[]> {
  const [drift, blockers] = await Promise.all([
    context.drift(),
    context.unexcepted(),
  ]);
  return [
    ...drift.map(what => ({
      what: `The cluster is no longer what the plan was made for: ${what}`,
      now: 'The approval has lapsed; nothing was changed',
      remedy: 'Abort this run and make a new plan',
      code: 'drift',
    })),
    ...blockers.map(blocker => ({
      what: `${blocker.code}: ${blocker.message}`,
      now: 'Nothing was changed',
      remedy: 'Fix it, or accept it with a reason; then retry',
      code: blocker.code,
    })),
  ];
}

/** Everything that can be known to be in the way before the first change. */
export const preflight: Step = {
  kind: 'preflight',
  async reconcile(context) {
    const busy = await atRest(context);
    if (busy) return busy;
    const blocked = [
      ...(await stillTrue(context)),
      ...(await deniedVerbs(context)),
      ...(await deniedActions(context)),
    ];
    if (blocked.length > 0) return { state: 'blocked', blocked };
    const { snapshot } = await observe(context);
    await context.remember('before', snapshot);
    return {
      state: 'done',
      message: `Every permission is there; ${
        Object.keys(snapshot.ready).length
      } workloads on ${snapshot.nodes} nodes`,
    };
  },
  undo: async () => ({ state: 'done' }),
};
