// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type {
  NodeClass,
  NodePool,
} from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { AUTO_GROUP, type Pool } from './pools';

/** A disruption budget of a pool. @alpha */
export interface DisruptionBudget {
  nodes: string;
}

/** Holds every disruption back while pods move in. */
export const HOLDING_BUDGETS: DisruptionBudget[] = [{ nodes: '0' }];

/** What Auto Mode has by default (EKS User Guide, create-node-pool). */
export const FINAL_BUDGETS: DisruptionBudget[] = [{ nodes: '10%' }];

/** The disk of a node whose NodeClass says nothing (EKS User Guide, create-node-class). */
export const DEFAULT_DISK_GIB = 80;

function builtIn(
  name: string,
  architectures: string[],
  zones: string[],
  taints: { key: string; effect: 'NoSchedule' }[],
): Pool {
  const nodePool: NodePool = {
    apiVersion: 'karpenter.sh/v1',
    kind: 'NodePool',
    metadata: { name },
    spec: {
      template: {
        spec: {
          nodeClassRef: {
            group: AUTO_GROUP,
            kind: 'NodeClass',
            name: 'default',
          },
          requirements: [
            {
              key: 'karpenter.sh/capacity-type',
              operator: 'In',
              values: ['on-demand'],
            },
            {
              key: 'eks.amazonaws.com/instance-category',
              operator: 'In',
              values: ['c', 'm', 'r'],
            },
            {
              key: 'eks.amazonaws.com/instance-generation',
              operator: 'Gt',
              values: ['4'],
            },
            {
              key: 'kubernetes.io/arch',
              operator: 'In',
              values: architectures,
            },
          ],
          taints,
        },
      },
    },
  };
  return {
    name,
    origin: 'built-in',
    nodePool,
    zones,
    diskGiB: DEFAULT_DISK_GIB,
    preferredTypes: [],
  };
}

/**
 * The pools that EKS brings with Auto Mode (EKS User Guide, set-builtin-node-pools).
 *
 * @alpha
 */
export function builtInPool(
  name: 'system' | 'general-purpose',
  zones: string[],
): Pool {
  return name === 'system'
    ? builtIn(name, ['amd64', 'arm64'], zones, [
        { key: 'CriticalAddonsOnly', effect: 'NoSchedule' },
      ])
    : builtIn(name, ['amd64'], zones, []);
}

/** GiB of a NodeClass' `ephemeralStorage.size`, which Auto Mode writes as `80Gi`. */
export function diskGiBOf(nodeClass: NodeClass | undefined): number {
  const size = /^(\d+)Gi$/.exec(nodeClass?.spec.ephemeralStorage?.size ?? '');
  return size ? Number(size[1]) : DEFAULT_DISK_GIB;
}

const NAME_LENGTH = 63;

/**
 * A name that Kubernetes takes, at most 63 long, unlike every one in `taken`. Where it has to be cut
 * or counted up, the end of it tells apart.
 */
export function objectName(wanted: string, taken: ReadonlySet<string>): string {
  const clean =
    wanted
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/^-|-$/g, '') || 'pool';
  for (let attempt = 1; ; attempt++) {
    const suffix = attempt === 1 ? '' : `-${attempt}`;
    const name = `${clean
      .slice(0, NAME_LENGTH - suffix.length)
      .replace(/-$/, '')}${suffix}`;
    if (!taken.has(name)) {
      return name;
    }
  }
}
