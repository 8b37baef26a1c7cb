// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import fs from 'node:fs';
import { aptInstall } from './exec.mjs';

const candidates = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
];

/** The path of a Chromium, or undefined where the machine has none. */
export function findChromium() {
  const named = process.env.CHROMIUM;
  if (named) {
    if (!fs.existsSync(named))
      throw new Error(`CHROMIUM names ${named}, which does not exist`);
    return named;
  }
  const there = () => candidates.find(c => fs.existsSync(c));
  return there() ?? (aptInstall(['chromium']) ? there() : undefined);
}
