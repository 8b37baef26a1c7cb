// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { Uncounted } from './basis';
import { cents } from './cents';
import type { Columns, CostColumn } from './columns';
import { dollars } from './dollars';
import { countOf } from './nodeKinds';
import type { CostInput } from './worth';

export interface WorthVerdict {
  worth: 'yes' | 'done' | 'not-yet' | 'unknown';
  because: string[];
}

export function judge(
  input: CostInput,
  columns: Columns,
  { extraAws, now }: { extraAws: number; now: CostColumn },
  breakEvenHours: number,
): WorthVerdict {
  const { assumptions } = input;
  const [moved, stay] = [countOf(input.moving), countOf(input.kept)];
  const gaps = unknownFor(columns);
  if (gaps.length > 0) return { worth: 'unknown', because: gaps };
  if (moved === 0) {
    if (input.auto.length > 0 || (input.autoMode && stay === 0))
      return { worth: 'done', because: done(input, now) };
    return {
      worth: 'not-yet',
      because: [
        stay === 0
          ? nothingToSave(input.uncounted)
          : `All ${stay} nodes would stay: something on each of them cannot move.`,
      ],
    };
  }
  if (extraAws <= 0) {
    return {
      worth: 'yes',
      because: [
        `The simulation puts the same pods on ${countOf(
          input.simulated,
        )} nodes (today ${moved}): ${dollars(
          -extraAws,
        )} a month less, the fee included.`,
      ],
    };
  }
  const because = [
    `Auto Mode costs ${dollars(
      extraAws,
    )} a month more: its fee is larger than what better packing saves.`,
  ];
  if (stay > 0)
    because.push(`${stay} of ${stay + moved} nodes stay as they are.`);
  const { hoursPerMonth, ratePerHour } = assumptions.people;
  const pays = breakEvenHours <= hoursPerMonth;
  because.push(
    Number.isFinite(breakEvenHours)
      ? `It pays where looking after nodes takes more than ${breakEvenHours} hours a month at ${dollars(
          ratePerHour,
        )} an hour; ${hoursPerMonth} hours are assumed.`
      : 'No hours of people are counted against it.',
  );
  return { worth: pays ? 'yes' : 'not-yet', because };
}

/** What a cluster on Auto Mode costs, and what it saves. */
function done(input: CostInput, now: CostColumn): string[] {
  const { hoursPerMonth, ratePerHour } = input.assumptions.people;
  const [auto, stay] = [countOf(input.auto), countOf(input.kept)];
  if (auto === 0)
    return [
      `It has no node now${
        others(input.uncounted).length > 0 ? ' that is counted here' : ''
      } and costs ${dollars(now.aws)} a month: the cluster alone.`,
    ];
  const saved = (hoursPerMonth * ratePerHour * auto) / (auto + stay);
  const net = cents(saved - now.fee);
  return [
    `It costs ${dollars(now.aws)} a month, ${dollars(
      now.fee,
    )} of it Auto Mode’s fee.`,
    `Looking after these nodes would take ${dollars(
      saved,
    )} a month of people’s work (${hoursPerMonth} hours at ${dollars(
      ratePerHour,
    )} for the whole cluster are assumed): ${dollars(Math.abs(net))} ${
      net >= 0 ? 'more' : 'less'
    } than the fee.`,
    ...(stay > 0
      ? [`${stay} of ${stay + auto} nodes are of kept sources.`]
      : []),
  ];
}

export function doesNotSave(
  input: CostInput,
  now: CostColumn,
  consolidated: CostColumn,
): string[] {
  const lines = [
    `The cluster itself: ${dollars(now.cluster)} a month before and after.`,
  ];
  if (now.extendedSupport > 0)
    lines.push(
      `Extended support: ${dollars(
        now.extendedSupport,
      )} a month until the cluster is upgraded; moving does not end it.`,
    );
  lines.push('Volumes, load balancers, NAT and data transfer.');
  if (consolidated.unusedCommitments > 0)
    lines.push(
      `Commitments: ${dollars(
        consolidated.unusedCommitments,
      )} a month of Savings Plans or reservations would find no instance here.`,
    );
  if (input.moving.some(node => node.capacity === 'spot'))
    lines.push(
      'Spot takes nothing off the fee, so the fee is a larger share of spot nodes.',
    );
  return lines;
}

function unknownFor({ unpriced, withoutFee }: Columns): string[] {
  return [
    ...(unpriced.size > 0
      ? [`No price is known for ${[...unpriced].sort().join(', ')}.`]
      : []),
    ...(withoutFee.size > 0
      ? [
          `Auto Mode’s fee is not known for ${[...withoutFee]
            .sort()
            .join(', ')}.`,
        ]
      : []),
  ];
}

function nothingToSave(uncounted: Uncounted): string {
  const nodes = others(uncounted);
  return nodes.length === 0
    ? 'There is no node, so there is nothing that a move could save.'
    : `No node would move, so there is nothing that a move could save: there are only ${nodes.join(
        ' and ',
      )}.`;
}

/** Nodes that no figure holds, in words. */
function others({ fargate, hybrid, disputed }: Uncounted): string[] {
  const nodes = (count: number) => (count === 1 ? 'node' : 'nodes');
  return [
    ...(fargate > 0 ? [`${fargate} ${nodes(fargate)} of Fargate`] : []),
    ...(hybrid > 0 ? [`${hybrid} hybrid ${nodes(hybrid)}`] : []),
    ...(disputed > 0
      ? [`${disputed} ${nodes(disputed)} of disputed origin`]
      : []),
  ];
}
