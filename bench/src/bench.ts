// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

/** What was asked for cannot be understood: exit 2. */
export class UsageError extends Error {}

export interface BenchContext {
  /** A line for people, on standard error. */
  progress: (line: string) => void;
  signal: AbortSignal;
}

/** One measurement. What it answers is printed as one JSON document on standard output. */
export interface Bench {
  usage: string;
  run(args: string[], context: BenchContext): Promise<object>;
}
