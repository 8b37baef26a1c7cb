// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

export { startSandbox, type Sandbox, type SandboxOptions } from './start';
export { checkFleet, parseFleet, readFleet } from './fleet/parse';
export type { Fleet, FleetInput } from './fleet/schema';
export {
  FaultList,
  type Effect,
  type Fault,
  type FaultCall,
} from './faults/faultList';
export type { LedgerPage } from './ledger';
export * from './seam';
