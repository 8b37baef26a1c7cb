// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { LoggerService } from '@backstage/backend-plugin-api';
import type { ClusterProblem } from './clustersStore';

/** What is wrong, told to the log when it comes up and when it is over; not with every look. */
export class ProblemLog {
  #known = new Set<string>();

  constructor(private readonly logger: LoggerService) {}

  /** All problems that there are now. */
  report(problems: Iterable<ClusterProblem>): void {
    const now = new Set<string>();
    for (const { code, message, remedy } of problems)
      now.add(`${message}. What to do: ${remedy} (${code})`);
    for (const line of now) if (!this.#known.has(line)) this.logger.warn(line);
    for (const line of this.#known)
      if (!now.has(line)) this.logger.info(`No longer so: ${line}`);
    this.#known = now;
  }
}
