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
export { joinNode } from './cluster/nodes';
export type { Instance } from './cluster/nodes';
export { untilQuiet } from './cluster/quiet';
export { shapes } from './cluster/sizing';
export type { Sizing } from './cluster/sizing';
export { follow } from './api/follow';
export { differences, subjectName } from './expectation/expectation';
export type { Differences, Expectation } from './expectation/expectation';
export type { DocumentFinding } from './document';
export { startPortal } from './portal/portal';
export type { Portal } from './portal/portal';
export { Product } from './product';
export type { Plan, Run } from './product';
export { startAws } from './sandbox/aws';
export type { Aws } from './sandbox/aws';
export { clusterArn } from './sandbox/fleet';
export { Witness } from './witness/witness';
export type { Testimony } from './witness/witness';
