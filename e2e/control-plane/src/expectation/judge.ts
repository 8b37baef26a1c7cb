// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import path from 'node:path';
import { findBinaries } from '../cluster/binaries';
import { assess } from '../commands/assess';
import { readManifests } from '../manifests/read';
import {
  differences,
  Differences,
  packageFolder,
  readExpectations,
} from './expectation';

export const fixturesFolder = path.join(packageFolder, 'fixtures');

/** Other projects' manifests are not copied into this one: they lie where MANIFESTS says, or beside the checkout. */
export const publishedFolder =
  process.env.MANIFESTS ??
  path.resolve(packageFolder, '../../../shared/data/manifests');

/** They come and go with the calendar, whatever stands in the manifests. */
const dependOnTheDay = ['CL-05', 'CO-03'];

/** Assesses a folder and says how that differs from what is expected of its manifests and the world around them. */
export async function judge(
  folder: string,
  expected: 'fixtures' | 'published',
): Promise<
  Differences & {
    notApplied: string[];
    pendingBefore: string[];
    verdict: string;
  }
> {
  const ofManifests = [...(await readExpectations(expected)).values()];
  const world = [...(await readExpectations('world')).values()];
  const covered = new Set(ofManifests.flatMap(each => each.manifests));
  const { manifests } = await readManifests(folder);
  const unexpected = [...new Set(manifests.map(each => each.file))].filter(
    file => !covered.has(file),
  );
  if (unexpected.length > 0) {
    throw new Error(`Nobody wrote what to expect of ${unexpected.join(', ')}`);
  }
  const document = await assess(
    { folder },
    {
      progress: line => process.stderr.write(`${line}\n`),
      signal: AbortSignal.timeout(840_000),
      binaries: await findBinaries(),
    },
  );
  return {
    ...differences(
      [...world, ...ofManifests],
      document.findings.filter(each => !dependOnTheDay.includes(each.code)),
    ),
    notApplied: document.notApplied.map(each => `${each.kind} ${each.name}`),
    pendingBefore: document.pendingBefore.map(
      each => `${each.kind} ${each.namespace}/${each.name}: ${each.reason}`,
    ),
    verdict: document.verdict,
  };
}
