// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

export type { Evidence, WitnessedRun } from './evidence';
export type { Invariant, Violation } from './violation';
export { testify } from './testify';
export type { Around, LedgerEntry } from './ledger';
export type { ApprovedPlan } from './plan';
export { differences, type Difference } from './differences';
export { kubernetesForm, type NormalForm } from './kubernetesForm';
export { collect, type Collected } from './collect';
