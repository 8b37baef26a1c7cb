// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

export {};
