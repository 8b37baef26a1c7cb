// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { ApiError } from './apiError';
import type { Operation } from './operations';
import type { WireRequest, WireResponse } from './request';

/** How a service reads requests and writes answers. */
export interface Protocol {
  /** `undefined` where the service has no such operation. */
  operation(
    request: WireRequest,
  ): { operation: Operation; labels: Record<string, string> } | undefined;
  read(
    request: WireRequest,
    operation: Operation,
    labels: Record<string, string>,
  ): Record<string, unknown>;
  write(
    operation: Operation,
    output: Record<string, unknown>,
    request: WireRequest,
  ): WireResponse;
  error(error: ApiError, request: WireRequest): WireResponse;
}

export function record(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null
    ? Object.fromEntries(Object.entries(value))
    : {};
}
