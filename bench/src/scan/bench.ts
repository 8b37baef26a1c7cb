// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { Bench } from '../bench';
import { measure } from './measure';
import { parseOptions, usage } from './options';

/** What it takes to read and judge a whole fleet once. */
export const scan: Bench = {
  usage,
  run: (args, context) => measure(parseOptions(args), context),
};
