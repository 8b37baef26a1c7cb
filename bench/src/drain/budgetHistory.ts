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

  /**
   * How long, at this moment, the budget had been allowing something; undefined where it did not, or
   * has done so from the beginning.
   */
  allowingFor(budget: string, at: number): number | undefined {
    const before = (this.#history.get(budget) ?? []).filter(
      each => each.at <= at,
    );
    const closed = before.findLastIndex(each => each.allowed === 0);
    const opened = before[closed + 1];
    return closed < 0 || !opened ? undefined : at - opened.at;
  }
}
