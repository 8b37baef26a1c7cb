// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { needsOf, type AccessNeed } from '../clusters/accessReview';
import { kubernetesGrants } from '../clusters/grants';

const READS = ['get', 'list', 'watch'];
/** What a drain reads all the time; who may list these was given the reading rules too. */
const TELLING_READS = ['nodes', 'pods', 'poddisruptionbudgets'];

/** What the migrate role is asked about: all it changes, and what tells that it may read. */
export function migrateNeeds(): AccessNeed[] {
  return needsOf(kubernetesGrants.migrate).filter(
    need =>
      !READS.includes(need.verb) ||
      (need.verb === 'list' && TELLING_READS.includes(need.resource)) ||
      need.name !== undefined,
  );
}
