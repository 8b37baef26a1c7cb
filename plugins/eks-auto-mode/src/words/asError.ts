// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { isError } from '@backstage/errors';

/** What was thrown, as an error; told by its shape, as it may come from another realm. */
export function asError(thrown: unknown): Error {
  return isError(thrown) ? thrown : new Error(String(thrown));
}
