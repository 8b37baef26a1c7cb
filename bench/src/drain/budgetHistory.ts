// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

/** What a disruption budget allowed from one moment on; 0 where its status was not current. */
export interface Allowed {
  at: number;
  allowed: number;
}

/** What every budget allowed at each moment, as a watch told it. */
export class BudgetHistory {
  readonly #history = new Map<string, Allowed[]>();

  note(budget: string, allowed: Allowed) {
    const known = this.#history.get(budget);
    if (known) known.push(allowed);
    else this.#history.set(budget, [allowed]);
  }

  /** Undefined where there is no such budget, or was not yet. */
  allowedAt(budget: string, at: number): number | undefined {
    return this.#history.get(budget)?.findLast(each => each.at <= at)?.allowed;
  }
}
