// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { setTimeout as sleep } from 'node:timers/promises';
import {
  clusterArn,
  Product,
  startPortal,
  type Run,
} from '@internal/control-plane';
import { addWaitingNodes } from '../world';
import type { Row } from './row';

const begunStates = ['running', 'waiting', 'done'];

const stepOf = (run: Run, kind: string) =>
  run.steps.find(step => step.kind === kind);

/**
 * The product: a plan is made, approved and run from its first step on by a backend of its own, with
 * its database and its journal. What is measured is the run's drain step.
 */
export const ours: Row = {
  name: 'ours',
  async drain(world, capacity, { progress, signal }, begun) {
    const { plane, aws } = world;
    const portal = await startPortal({
      folder: plane.folder,
      awsEndpoint: aws.endpoint,
      soakSeconds: 5,
      signal,
    });
    try {
      const product = new Product(portal.baseUrl, portal.token, signal);
      const cluster = await product.refresh(await product.cluster(clusterArn));
      const plan = await product.makePlan(cluster, {
        until: 'drain',
        soakSeconds: 5,
      });
      if (plan.blockedBy.length > 0)
        throw new Error(
          `The plan is blocked: ${plan.blockedBy
            .map(each => each.message)
            .join('; ')}`,
        );
      let run = await product.approve(plan);
      let roomMade = capacity === 'provisioned';
      let began: number | undefined;
      let told = '';
      for (;;) {
        const step = run.steps.find(each =>
          ['running', 'waiting'].includes(each.state),
        );
        const line = `run ${run.state}${step ? `: ${step.id}` : ''}`;
        if (line !== told) progress(line);
        told = line;
        // New nodes may stand there once Auto Mode is on; before the run would wonder at them.
        const canary = stepOf(run, 'canary');
        if (!roomMade && canary && begunStates.includes(canary.state)) {
          await addWaitingNodes(world, signal);
          roomMade = true;
        }
        const drain = stepOf(run, 'drain');
        if (!drain) throw new Error('The plan has no drain');
        if (began === undefined && drain.startedAt) {
          began = Date.parse(drain.startedAt);
          begun(began);
        }
        if (began !== undefined && drain.endedAt)
          return { began, ended: Date.parse(drain.endedAt) };
        if (run.state === 'blocked')
          throw new Error(
            `The run is blocked: ${run.blockedBy
              .map(each => each.what)
              .join('; ')}`,
          );
        await sleep(began === undefined ? 250 : 1_000, undefined, { signal });
        run = await product.run(run.id);
      }
    } finally {
      await portal.close();
    }
  },
};
