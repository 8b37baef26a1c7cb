// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { api } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import { count } from '../../words/amounts';
import { UNASSESSED } from '../../words/readiness';

/** The first line of the fleet page: how far it is, and what holds it up; each count by its verdict. */
export function fleetHeadline(summary: api.FleetSummary): {
  text: string;
  counts: { words: string; verdict: string }[];
} {
  const total = summary.totalCount;
  if (total === 0) {
    return { text: 'No cluster of the catalog is known yet.', counts: [] };
  }
  const n = (verdict: string) => summary.verdicts[verdict] ?? 0;
  const part = (verdict: string, words: string) =>
    n(verdict) > 0 ? [{ words: `${n(verdict)} ${words}`, verdict }] : [];
  const rest = [
    ...part('ready', 'ready to migrate'),
    ...part('needs-work', 'in need of work'),
    ...part('blocked', 'blocked'),
    ...part('unreachable', 'unreachable'),
    ...part(UNASSESSED, 'not assessed'),
  ];
  const migrated = `${n('migrated')} of ${count(total, 'cluster')}`;
  return {
    text: `${migrated} migrated to Auto Mode${rest.length > 0 ? '; ' : ''}${rest
      .map(({ words }) => words)
      .join(', ')}.`,
    counts: [{ words: migrated, verdict: 'migrated' }, ...rest],
  };
}
