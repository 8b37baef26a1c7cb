// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { z } from 'zod';
import { KubernetesError, resourceTypes } from '../../clusters/kubernetesApi';
import type { EffectKind } from '../effect';

export type CordonArgs = { node: string; uid: string };

const nodeSchema = z.object({
  metadata: z.object({ uid: z.string().optional() }),
  spec: z.object({ unschedulable: z.boolean().optional() }).optional(),
});

function cordonKind(unschedulable: boolean): EffectKind<CordonArgs> {
  const verb = unschedulable ? 'cordon' : 'uncordon';
  return {
    api: `kubernetes:${verb}`,
    object: args => `v1/Node//${args.node}`,
    request: () => ({ spec: { unschedulable } }),
    describe: args =>
      `${unschedulable ? 'Cordon' : 'Uncordon'} node ${args.node}`,
    async call(args, session, { signal }) {
      // Only this field: the node controller adds and takes away the taint (kubectl drain).
      await session.kubernetes.patch(
        resourceTypes.nodes,
        { name: args.node },
        'merge',
        { spec: { unschedulable: unschedulable ? true : null } },
        signal,
      );
      return undefined;
    },
    async settle({ args }, session, signal) {
      try {
        const node = nodeSchema.parse(
          await session.kubernetes.get(
            resourceTypes.nodes,
            { name: args.node },
            signal,
          ),
        );
        return (node.spec?.unschedulable ?? false) === unschedulable
          ? { state: 'happened' }
          : { state: 'did-not' };
      } catch (error) {
        if (error instanceof KubernetesError && error.status === 404)
          return { state: 'did-not' };
        throw error;
      }
    },
    inverse: record => ({
      api: unschedulable ? 'kubernetes:uncordon' : 'kubernetes:cordon',
      args: record.args,
    }),
  };
}

/** New pods no longer come to the node; those on it stay. */
export const cordon = cordonKind(true);

export const uncordon = cordonKind(false);
