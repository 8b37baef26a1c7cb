// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { ApiError } from './apiError';

/** Undoes `aws-chunked` (S3 User Guide, sigv4-streaming): the content and the trailing headers. */
export function decodeChunked(body: Buffer): {
  content: Buffer;
  trailers: Record<string, string>;
} {
  const parts: Buffer[] = [];
  let at = 0;
  for (;;) {
    const end = body.indexOf('\r\n', at);
    if (end < 0) {
      throw new ApiError(
        'IncompleteBody',
        400,
        'The request body terminated unexpectedly',
      );
    }
    const size = parseInt(body.toString('latin1', at, end).split(';')[0], 16);
    if (!Number.isInteger(size)) {
      throw new ApiError('IncompleteBody', 400, 'A chunk has no size');
    }
    at = end + 2;
    if (size === 0) break;
    if (at + size > body.length) {
      throw new ApiError(
        'IncompleteBody',
        400,
        'The request body terminated unexpectedly',
      );
    }
    parts.push(body.subarray(at, at + size));
    at += size + 2;
  }
  const trailers: Record<string, string> = {};
  for (const line of body.toString('latin1', at).split('\r\n')) {
    const colon = line.indexOf(':');
    if (colon > 0) {
      trailers[line.slice(0, colon).trim().toLowerCase()] = line
        .slice(colon + 1)
        .trim();
    }
  }
  return { content: Buffer.concat(parts), trailers };
}
