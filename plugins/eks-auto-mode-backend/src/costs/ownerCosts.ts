// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { cents } from './cents';
import { MONTH_HOURS } from './columns';
import type { OwnerPart } from './ownerParts';
import type { Worth } from './worth';

/** US dollars a month for nodes; without an owner: what nobody asked for. */
export interface OwnerCost {
  owner?: string;
  nowMonthly: number;
  afterMonthly: number;
}

const sum = (amounts: readonly number[]) =>
  amounts.reduce((total, amount) => total + amount, 0);

/**
 * What owners pay for nodes today and after a move. Who is on nodes that stay goes on paying for
 * those; what the new nodes cost falls to those whose nodes move, as they share these today.
 */
export function ownerCosts(
  parts: readonly OwnerPart[],
  { consolidated, rates, autoFee }: Worth,
): OwnerCost[] {
  if (parts.length === 0) return [];
  const autoListed = sum(
    parts.flatMap(({ standing, listed }) =>
      standing === 'auto' ? listed : [],
    ),
  );
  const monthly = (
    { standing, capacity, listed }: OwnerPart,
    { onDemand, spot }: Worth['rates']['now'],
  ) =>
    listed * MONTH_HOURS * (capacity === 'spot' ? spot : onDemand) +
    (standing === 'auto' ? (autoFee * listed) / autoListed : 0);

  const priced = parts.map(part => ({
    owner: part.owner,
    moves: part.standing === 'moving',
    now: monthly(part, rates.now),
    stays: part.standing === 'moving' ? 0 : monthly(part, rates.after),
  }));
  const moving = sum(priced.map(({ moves, now }) => (moves ? now : 0)));
  // With the commitments that find no instance any more.
  const launched =
    consolidated.onDemand +
    consolidated.spot +
    consolidated.fee -
    sum(priced.map(({ stays }) => stays));

  const owners = new Map<string | undefined, OwnerCost>();
  const add = (owner: string | undefined, now: number, after: number) => {
    const cost = owners.get(owner) ?? { owner, nowMonthly: 0, afterMonthly: 0 };
    cost.nowMonthly += now;
    cost.afterMonthly += after;
    owners.set(owner, cost);
  };
  for (const { owner, moves, now, stays } of priced)
    add(owner, now, moves ? (launched * now) / moving : stays);
  if (moving === 0) add(undefined, 0, launched);
  return [...owners.values()]
    .map(({ owner, nowMonthly, afterMonthly }) => ({
      owner,
      nowMonthly: cents(nowMonthly),
      afterMonthly: cents(afterMonthly),
    }))
    .filter(
      ({ nowMonthly, afterMonthly }) => nowMonthly > 0 || afterMonthly > 0,
    )
    .sort((a, b) => b.nowMonthly - a.nowMonthly);
}
