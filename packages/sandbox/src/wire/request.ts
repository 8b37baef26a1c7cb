// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

/** A request as it came over the wire, its body already whole. */
export interface WireRequest {
  method: string;
  /** Path without the query, still percent-encoded. */
  path: string;
  query: URLSearchParams;
  /** Names in lower case. */
  headers: Record<string, string>;
  body: Buffer;
  requestId: string;
}

export interface WireResponse {
  status: number;
  headers: Record<string, string>;
  body: Buffer | string;
}
