// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

/**
 * The words of EKS Auto Mode migrations as types, their permissions and the API client.
 *
 * @packageDocumentation
 */

export * from './subject';
export * from './finding';
export * from './assessment';
export * from './plan';
export * from './run';
export * from './backup';
export * from './permissions';
export {
  DefaultApiClient as EksAutoModeClient,
  type TypedResponse,
  type RequestOptions,
} from './schema/openapi/generated/apis/Api.client';
export * as api from './schema/openapi/generated/models';
