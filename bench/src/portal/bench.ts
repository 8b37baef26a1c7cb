// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { Bench } from '../bench';
import { measure } from './measure';
import { parseOptions, usage } from './options';

/** How long the pages of a portal with a large fleet and a year of history wait for the backend. */
export const portal: Bench = {
  usage,
  run: (args, context) => measure(parseOptions(args), context),
};
