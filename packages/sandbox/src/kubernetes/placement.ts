// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

// The sandbox's scheduler and the product's simulation share one placement library, so that they
// cannot disagree; its own cases are the real kube-scheduler's and Karpenter's answers.
// eslint-disable-next-line @backstage/no-mixed-plugin-imports
export * from '@eks-auto-mode/backstage-plugin-eks-auto-mode-backend/placement';
