// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { z } from 'zod';
import { KubernetesError, resourceTypes } from '../../clusters/kubernetesApi';
import type { EffectKind } from '../effect';

export type EvictArgs = {
  namespace: string;
  name: string;
  uid: string;
  node: string;
  /** {@link subjectKey} of its workload. */
  workload: string;
};

const podSchema = z.object({
  metadata: z.object({
    uid: z.string(),
    deletionTimestamp: z.string().nullish(),
  }),
});

/** Asks one pod to go, by the Eviction API, which asks its disruption budget. */
export const evict: EffectKind<EvictArgs> = {
  api: 'kubernetes:evict',
  object: args => `v1/Pod/${args.namespace}/${args.name}#${args.uid}`,
  // Two evictions at once of one budget meet in its status: the API server sleeps half a second before
  // it tries the slower one again (EvictionsRetry in kubernetes/pkg/registry/core/pod/storage).
  lane: args => args.workload,
  request: () => ({}),
  describe: args =>
    `Evict pod ${args.namespace}/${args.name} from node ${args.node}`,
  async call(args, session, { signal }) {
    try {
      await session.kubernetes.evict(
        { namespace: args.namespace, name: args.name, uid: args.uid },
        signal,
      );
      return undefined;
    } catch (error) {
      // What was wanted is true without us.
      if (error instanceof KubernetesError && error.status === 404)
        return { gone: true };
      throw error;
    }
  },
  async settle({ args }, session, signal) {
    try {
      const pod = podSchema.parse(
        await session.kubernetes.get(
          resourceTypes.pods,
          { namespace: args.namespace, name: args.name },
          signal,
        ),
      );
      return pod.metadata.uid !== args.uid || pod.metadata.deletionTimestamp
        ? { state: 'happened' }
        : { state: 'did-not' };
    } catch (error) {
      if (error instanceof KubernetesError && error.status === 404)
        return { state: 'happened' };
      throw error;
    }
  },
};
