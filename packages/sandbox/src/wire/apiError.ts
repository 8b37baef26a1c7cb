// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

/** An error as the service answers it: a code, a status and a text; each protocol writes it in its own way. */
export class ApiError extends Error {
  constructor(
    readonly code: string,
    readonly status: number,
    message: string,
    readonly members: Record<string, unknown> = {},
  ) {
    super(message);
    this.name = code;
  }
}
