// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import fs from 'node:fs';
import path from 'node:path';

const guide = path.resolve(
  // Private and run from its sources, never from a build.
  // eslint-disable-next-line no-restricted-syntax
  __dirname,
  '../../../docs/users/team.md',
);

/** The steps of the guide, each as the words in bold that one is to find on the page. */
export function stepsOfTheGuide(): string[][] {
  const [walk] = fs.readFileSync(guide, 'utf8').split(/^## /m);
  return walk
    .split(/^\d+\. /m)
    .slice(1)
    .map(step =>
      [...step.matchAll(/\*\*(.+?)\*\*/g)].map(([, words]) => words),
    );
}
