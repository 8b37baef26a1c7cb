// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

export { basisDrift } from './basis';
export { canonicalJson, digestOf } from './canonical';
export { permits, type MutatingCall } from './matches';
export { basisNow, plan, type PlanInput } from './plan';
export { planParts } from './planParts';
export { podFits } from './podFits';
