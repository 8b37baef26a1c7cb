// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { api } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import { toResources, type Resources } from '../placement';

/** Cores and bytes of resources, whose processor is in thousandths of a core. */
export function amountsOf({ cpu = 0, memory = 0 }: Resources) {
  return { cpu: cpu / 1000, memory } satisfies api.ComputeAmounts;
}

/** Cores and bytes of a list as Kubernetes writes it. */
export function amountsIn(
  list: Record<string, string> | undefined,
): api.ComputeAmounts {
  return amountsOf(toResources(list));
}

/** Adds `more` to `sum` in place. */
export function add(sum: api.ComputeAmounts, more: api.ComputeAmounts): void {
  sum.cpu += more.cpu;
  sum.memory += more.memory;
}

export const nothing = (): api.ComputeAmounts => ({ cpu: 0, memory: 0 });
