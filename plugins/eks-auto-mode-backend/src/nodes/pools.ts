// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { api } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import type {
  Condition,
  NodePool,
} from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { objectDefinersOf } from '../placement';
import { AUTO_GROUP } from '../placement/pools';
import { amountsIn } from './amounts';

export type Ready = Pick<api.NodePool, 'ready' | 'message'>;

/** What the condition `Ready` says; unknown where nobody has looked yet. */
export function readyOf(conditions: readonly Condition[] | undefined): Ready {
  const ready = conditions?.find(one => one.type === 'Ready');
  if (!ready || ready.status === 'Unknown') {
    return {
      ready: 'unknown',
      message: ready?.message ?? 'It has no condition Ready yet',
    };
  }
  return ready.status === 'True'
    ? { ready: 'ready' }
    : { ready: 'not-ready', message: ready.message || ready.reason };
}

/** A pool as its page shows it. */
export function poolOf(pool: NodePool, nodes: number): api.NodePool {
  const { limits, weight, replicas, template, disruption } = pool.spec;
  const { nodeClassRef, expireAfter } = template.spec;
  const bounds = amountsIn(limits);
  return {
    name: pool.metadata.name,
    kind: nodeClassRef.group === AUTO_GROUP ? 'auto' : 'karpenter',
    nodeClass: nodeClassRef.name,
    ...readyOf(pool.status?.conditions),
    nodes,
    ...(limits
      ? {
          limits: {
            ...(limits.cpu === undefined ? {} : { cpu: bounds.cpu }),
            ...(limits.memory === undefined ? {} : { memory: bounds.memory }),
          },
        }
      : {}),
    ...(pool.status?.resources
      ? { used: amountsIn(pool.status.resources) }
      : {}),
    ...(weight === undefined ? {} : { weight }),
    ...(replicas === undefined ? {} : { replicas }),
    ...(expireAfter === undefined ? {} : { expireAfter }),
    ...(disruption?.consolidationPolicy
      ? {
          consolidation: `${disruption.consolidationPolicy}${
            disruption.consolidateAfter
              ? ` after ${disruption.consolidateAfter}`
              : ''
          }`,
        }
      : {}),
    budgets: (disruption?.budgets ?? []).map(
      ({ nodes: most, reasons, schedule, duration }) =>
        [
          `${most} of nodes at a time`,
          ...(reasons?.length ? [`for ${reasons.join(', ')}`] : []),
          ...(schedule ? [`at ${schedule} for ${duration ?? 'ever'}`] : []),
        ].join(' '),
    ),
    definers: objectDefinersOf(pool.metadata),
  };
}
