// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

/** An answer of 400 or more, with the message of its Status object. */
export class ResponseError extends Error {
  private constructor(
    message: string,
    readonly statusCode: number,
    /** What the server said, without our own words. */
    readonly serverMessage: string,
  ) {
    super(message);
    this.name = 'ResponseError';
  }

  static from(method: string, path: string, statusCode: number, text: string) {
    const said = messageOf(text) ?? text.trim();
    return new ResponseError(
      `${method} ${path} was answered ${statusCode}: ${said}`,
      statusCode,
      said,
    );
  }

  static is(error: unknown, statusCode: number): error is ResponseError {
    return error instanceof ResponseError && error.statusCode === statusCode;
  }
}

function messageOf(text: string): string | undefined {
  try {
    const status: unknown = JSON.parse(text);
    if (typeof status === 'object' && status !== null && 'message' in status) {
      return String(status.message);
    }
  } catch {
    // A proxy or an overloaded server answers plain text, which then is the message.
  }
  return undefined;
}
