// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { podAffinityCases, topologyCases } from './otherPods';
import { poolCases } from './pools';
import { resourceCases, volumeCases } from './resources';
import { selectorCases, taintCases } from './selectors';
import type { PlacementCase } from './case';

export {
  CASE_ZONES,
  type PlacementCase,
  type PlacementExpectation,
} from './case';

/**
 * Small worlds with the scheduler's and the provisioner's answers. The same cases are put to the
 * real ones.
 *
 * @alpha
 */
export const placementCases: PlacementCase[] = [
  ...selectorCases,
  ...taintCases,
  ...resourceCases,
  ...volumeCases,
  ...podAffinityCases,
  ...topologyCases,
  ...poolCases,
];
