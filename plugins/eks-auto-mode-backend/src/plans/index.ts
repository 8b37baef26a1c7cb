// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

export { basisDrift } from './basis';
export { canonicalJson, digestOf } from './canonical';
export { basisNow, plan, planning, type PlanInput } from './plan';
export { lookingOut, type Outlook } from './outlook';
export { planParts } from './planParts';
export { podFits } from './podFits';
