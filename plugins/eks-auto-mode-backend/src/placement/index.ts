// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

/**
 * Where pods can go: the scheduler's hard rules, the pools that a source becomes, and the
 * simulation of a move. Pure; shared with what simulates a scheduler.
 *
 * @packageDocumentation
 */

export { capacityOf, type Capacity, type CapacityFacts } from './capacityTypes';
export * from './fits';
export * from './labels';
export * from './quantity';
export * from './reason';
export {
  podRequests,
  specRequests,
  toResources,
  type Resources,
} from './resources';
export {
  matchesLabelSelector,
  matchesNodeSelector,
  matchesNodeSelectorTerm,
  matchesNodeSelectorTerms,
  satisfies,
} from './selectors';
export { hardTaints, tolerates, toleratesTaint, untolerated } from './taints';
export * from './world';
export {
  AUTO_INSTANCE_TYPES,
  autoInstanceType,
  instanceTypeLabels,
  isAutoFamily,
  type AutoInstanceType,
} from './instanceTypes';
export { builtInPool, type DisruptionBudget } from './poolObjects';
export * from './podFitsPools';
export type { Pool, PoolContext } from './pools';
export * from './definers';
export { instanceIdOf, poolOf, type SourceType } from './membership';
export * from './sources';
export * from './poolsNow';
export * from './translate';
export {
  translateParts,
  type TranslateOptions,
  type TranslateParts,
} from './translateParts';
export * from './kept';
export * from './movable';
export * from './placeSources';
export { formatReasons, simulate, simulateParts } from './simulate';
export type { SimulateParts, Simulation, SimulationKind } from './simulate';
export type { SimulatedNode } from './virtualNodes';
