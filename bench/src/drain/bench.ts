// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { Bench } from '../bench';
import { parseOptions } from './options';
import { measure } from './measure';

/** How long it takes to empty old nodes, by us and by what people use today. */
export const drain: Bench = {
  usage:
    'drain [--rounds 3] [--only ROW,…] [--nodes 50] [--pods 1000] [--capacity waiting,provisioned]',
  run: (args, context) => measure(parseOptions(args), context),
};
