// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { resourceTypes } from '../../../plugins/eks-auto-mode-backend/src/clusters/kubernetesApi';
import type { Step } from '../../../plugins/eks-auto-mode-backend/src/runs/step';
import { applyChanges } from '../../../plugins/eks-auto-mode-backend/src/runs/steps/changes';
import { play, type Script } from './play';
import type { Sabotage } from './replica';
import { Router } from './router';

jest.setTimeout(300_000);

const blind = (kind: Step['kind']): Step => ({
  kind,
  reconcile: async context =>
    (await applyChanges(context)) ?? { state: 'done' },
  undo: async () => ({ state: 'done' }),
});

const idle = (kind: Step['kind']): Step => ({
  kind,
  reconcile: async () => ({ state: 'done' }),
  undo: async () => ({ state: 'done' }),
});

/** A product that is broken on purpose, and what the witness has to say of it. */
const broken: [string, string, Script, Sabotage][] = [
  [
    'deletes pods where it ought to ask for their eviction',
    'against-budget',
    'forth',
    {
      mutating: (session, permit) => {
        const clients = session.mutating(permit);
        return {
          ...clients,
          kubernetes: {
            ...clients.kubernetes,
            evict: (pod, signal) =>
              session
                .mutating({ ...permit, api: 'kubernetes:delete' })
                .kubernetes.delete(resourceTypes.pods, pod, {}, signal),
          },
        };
      },
    },
  ],
  [
    'labels the nodes that it cordons, which no plan says',
    'not-planned',
    'forth',
    {
      mutating: (session, permit) => {
        const clients = session.mutating(permit);
        return {
          ...clients,
          kubernetes: {
            ...clients.kubernetes,
            patch: (type, ref, patchType, patch, signal) =>
              clients.kubernetes.patch(
                type,
                ref,
                patchType,
                permit.api === 'kubernetes:cordon'
                  ? Object.assign({}, patch, {
                      metadata: { labels: { drained: 'yes' } },
                    })
                  : patch,
                signal,
              ),
          },
        };
      },
    },
  ],
  [
    'shrinks groups that were not drained, without a last look',
    'occupied-machine',
    'forth',
    { steps: [idle('drain'), blind('shrink'), idle('soak')] },
  ],
  [
    'changes the cluster on the word of a backup that nobody took',
    'before-backup',
    'forth',
    { steps: [idle('backup')] },
  ],
  [
    'forgets the tags of subnets when it undoes',
    'not-as-before',
    'back',
    { steps: [blind('subnet-tags')] },
  ],
];

describe('of a product broken on purpose', () => {
  const { env } = process;
  let router: Router;

  beforeAll(async () => {
    router = await Router.start();
    process.env = {
      ...env,
      AWS_ENDPOINT_URL: router.url,
      AWS_REGION: 'us-east-1',
    };
  });

  afterAll(async () => {
    process.env = env;
    await router.close();
  });

  it.each(broken)(
    'that %s, the witness says %s',
    async (_what, invariant, script, sabotage) => {
      const { violations } = await play(router, script, {
        sabotage,
        retries: 0,
      });
      expect(violations.map(each => each.invariant)).toContain(invariant);
    },
  );
});
