// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { BenchContext } from '../../bench';
import type { Capacity, RowName } from '../options';
import type { World } from '../world';

/** When it began to work on the nodes, and when it said that it was done; Unix ms. */
export interface Span {
  began: number;
  ended: number;
}

/** One way to empty the old nodes. */
export interface Row {
  name: RowName;
  /** Makes room for the pods and empties the old nodes; tells `begun` when it begins with the latter. */
  drain(
    world: World,
    capacity: Capacity,
    context: BenchContext,
    begun: (at: number) => void,
  ): Promise<Span>;
}
