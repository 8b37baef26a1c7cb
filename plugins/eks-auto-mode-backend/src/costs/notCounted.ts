// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { Uncounted } from './basis';
import { EXTENDED_SUPPORT_HOUR, MONTH_HOURS, type Columns } from './columns';
import { dollars } from './dollars';
import type { Support } from './support';

/** Something that costs money and is in no figure. */
export interface NotCounted {
  what: string;
  why: string;
}

/** Everything that the figures of a cluster leave out: with any of it they are the least that it costs. */
export function notCounted(
  { unpriced, withoutFee }: Columns,
  { uncounted, support }: { uncounted: Uncounted; support: Support },
): NotCounted[] {
  const left: NotCounted[] = [];
  for (const what of [...unpriced].sort())
    left.push({ what, why: 'No price is known.' });
  for (const type of [...withoutFee].sort())
    left.push({
      what: `the fee of ${type}`,
      why: 'The price list was not read or does not name it, and 12 % of the price would be wrong for types with accelerators.',
    });
  if (uncounted.fargate > 0)
    left.push({
      what: 'Fargate nodes',
      why: `${uncounted.fargate} of them: Fargate bills what each pod asks for and not nodes. The move leaves them as they are.`,
    });
  if (uncounted.hybrid > 0)
    left.push({
      what: 'hybrid nodes',
      why: `${uncounted.hybrid} of them: they are no instances of EC2, and EKS bills them by the hour of each vCPU. The move leaves them as they are.`,
    });
  if (uncounted.disputed > 0)
    left.push({
      what: 'nodes of which it is disputed where they come from',
      why: `${uncounted.disputed} of them: nobody can say what a move would do with them.`,
    });
  if (support === 'unknown')
    left.push({
      what: 'extended support',
      why: `EKS’ list of versions was not read or does not say in which support this one is; extended support would add ${dollars(
        EXTENDED_SUPPORT_HOUR * MONTH_HOURS,
      )} a month, before and after.`,
    });
  return left;
}
