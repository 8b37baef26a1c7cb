// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

export { KubeApi } from './api/client';
export { ResponseError } from './api/responseError';
export * from './api/objects';
export { groupOfPolicy } from './cluster/access';
export {
  applyBuiltInPools,
  installAutoModeCrds,
  untilEstablished,
} from './cluster/autoMode';
export type { AutoModeOptions } from './cluster/autoMode';
export { authenticateByAws } from './cluster/awsToken';
export { buildBinaries, findBinaries } from './cluster/binaries';
export type { Binaries } from './cluster/binaries';
export { ControlPlane } from './cluster/controlPlane';
export type { ControlPlaneOptions } from './cluster/controlPlane';
export { usualDelays } from './cluster/stages';
export type { Delays } from './cluster/stages';
export type { Authenticate, KubernetesUser } from './cluster/tokenReview';
