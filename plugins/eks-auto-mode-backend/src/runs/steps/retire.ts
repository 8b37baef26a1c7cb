// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { DescribeNodegroupCommand } from '@aws-sdk/client-eks';
import type { Blocked } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import { isNotFound } from '../effects/change';
import type { Reconciled, Step, StepContext } from '../step';
import { applyChanges, argsOf, exactChanges } from './changes';
import { stillHolds } from './shrink';

/** What cannot be taken back is not done on an old backup. */
const BACKUP_HOURS = 24;

/** Tools whose stack would be left behind, and the tag that each leaves on what it owns. */
const OWNING_TAGS: [tag: string, tool: string, command: string][] = [
  [
    'alpha.eksctl.io/nodegroup-name',
    'eksctl',
    'eksctl delete nodegroup --cluster <cluster> --name <group>',
  ],
  [
    'aws:cloudformation:stack-name',
    'CloudFormation',
    'aws cloudformation delete-stack --stack-name <stack>',
  ],
];

const blocked = (one: Blocked): Reconciled => ({
  state: 'blocked',
  blocked: [one],
});

/** The approval is the engine's gate; this looks at what else a deletion stands on. */
async function mayRetire(
  context: StepContext,
): Promise<Reconciled | undefined> {
  const backup = await context.backups.latestVerified(context.clusterArn);
  const age = backup
    ? context.now().getTime() - Date.parse(backup.createdAt)
    : Infinity;
  if (age <= BACKUP_HOURS * 3_600_000) return undefined;
  return blocked({
    what: backup
      ? `The last verified backup is older than ${BACKUP_HOURS} h`
      : 'There is no verified backup',
    now: 'No group was deleted: what cannot be taken back needs a fresh backup',
    remedy: 'Back up the cluster, wait until it is verified, then retry',
    code: 'backup-old',
  });
}

/** @returns why a group may not be deleted now; undefined where it may, or is gone. */
async function refusal(
  context: StepContext,
  nodegroupName: string,
): Promise<Reconciled | undefined> {
  const { session, signal } = context;
  try {
    const { nodegroup } = await session.aws.eks.send(
      new DescribeNodegroupCommand({
        clusterName: context.clusterName,
        nodegroupName,
      }),
      { abortSignal: signal },
    );
    if (nodegroup?.status === 'DELETING') return undefined;
    const owner = OWNING_TAGS.find(
      ([tag]) => nodegroup?.tags?.[tag] !== undefined,
    );
    if (owner)
      return blocked({
        what: `Node group ${nodegroupName} belongs to ${owner[1]} (${
          owner[0]
        }: ${nodegroup?.tags?.[owner[0]]})`,
        now: 'It is empty, and was not deleted',
        remedy: `Let its owner delete it: ${owner[2]}; then skip this step`,
        code: 'owned-elsewhere',
      });
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
  return stillHolds(context, nodegroupName);
}

/** Deletes the emptied groups, one after the other. There is no way back. */
export const retire: Step = {
  kind: 'retire',
  async reconcile(context) {
    const changes = exactChanges(context);
    const called = await context.effects({
      stepId: context.step.id,
      state: 'happened',
    });
    for (const change of changes) {
      const begun = called.some(effect => effect.changeId === change.id);
      if (!begun) {
        const refused =
          (await mayRetire(context)) ??
          (await refusal(
            context,
            String(argsOf(change).request.nodegroupName),
          ));
        if (refused) return refused;
      }
      const waiting = await applyChanges(context, [change]);
      if (waiting) return waiting;
    }
    return {
      state: 'done',
      message: changes.length
        ? 'The emptied groups are deleted'
        : 'The emptied groups are left to their owners',
    };
  },
  undo: async () => ({ state: 'done' }),
};
