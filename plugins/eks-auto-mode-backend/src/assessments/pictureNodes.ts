// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { api } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import type { Inventory } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import type { LaunchedNode } from '../nodes/addresses';
import { picturing } from '../nodes/picture';
import type { CatalogOwners } from '../owners/catalogOwners';
import { createOwnerResolver } from '../owners/resolveOwner';
import { inTurns } from '../turns';

/** Where the nodes of an inventory come from, with whose pods ask for what; nothing is read. */
export async function pictureNodes(input: {
  inventory: Inventory;
  clusterOwner?: string;
  catalog: CatalogOwners;
  teamLabels: string[];
  /** Nodes that a simulation of the move launches. */
  launched?: readonly LaunchedNode[];
}): Promise<api.ClusterNodes | undefined> {
  const owners = createOwnerResolver(input);
  return await inTurns(
    picturing(
      input.inventory,
      subject => owners.ownerOf(subject).owner,
      input.launched,
    ),
  );
}
