// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

export type { Bench, BenchContext } from './bench';
