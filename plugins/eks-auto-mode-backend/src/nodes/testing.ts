// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { api } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import type { Inventory } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { whole } from '../placement/whole';
import type { LaunchedNode } from './addresses';
import { picturing } from './picture';

/** The picture of an inventory whose objects belong to the team of their namespace. */
export function pictured(
  inventory: Inventory,
  launched?: LaunchedNode[],
): api.ClusterNodes {
  const picture = whole(
    picturing(
      inventory,
      subject =>
        'namespace' in subject
          ? `group:default/${subject.namespace}`
          : undefined,
      launched,
    ),
  );
  if (!picture) throw new Error('The cluster was not read');
  return picture;
}
