// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { Bench } from '../bench';
import { measure } from './measure';
import { parseOptions, usage } from './options';

/** How long a person waits for the tab and the fleet page, and what they load, beside an entity's overview. */
export const page: Bench = {
  usage,
  run: (args, context) => measure(parseOptions(args), context),
};
