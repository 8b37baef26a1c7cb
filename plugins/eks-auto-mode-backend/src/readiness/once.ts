// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type {
  InventoryPart,
  InventoryParts,
} from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';

/**
 * Works something out once for the same parts: dozens of checks ask for the workloads of one
 * inventory, and inventories never change. What nobody holds any more is forgotten.
 */
export function oncePerInventory<P extends InventoryPart, T>(
  reads: readonly P[],
  workOut: (parts: Pick<InventoryParts, P>) => T,
): (parts: Pick<InventoryParts, P>) => T {
  const known = new WeakMap<
    object,
    { values: InventoryParts[P][]; result: T }
  >();
  return parts => {
    const values = reads.map(part => parts[part]);
    const other = known.get(values[0]);
    if (
      other &&
      values.every((value, index) => value === other.values[index])
    ) {
      return other.result;
    }
    const result = workOut(parts);
    known.set(values[0], { values, result });
    return result;
  };
}
