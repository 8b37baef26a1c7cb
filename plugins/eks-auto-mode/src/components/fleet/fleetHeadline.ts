// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { api } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import { count } from '../../words/amounts';

/** The first line of the fleet page: how far it is, and what holds it up. */
export function fleetHeadline(summary: api.FleetSummary): string {
  const total = summary.totalCount;
  if (total === 0) {
    return 'No cluster of the catalog is known yet.';
  }
  const n = (verdict: api.Verdict) => summary.verdicts[verdict] ?? 0;
  const parts = [
    n('ready') && `${n('ready')} ready to migrate`,
    n('needs-work') && `${n('needs-work')} in need of work`,
    n('blocked') && `${n('blocked')} blocked`,
    n('unreachable') && `${n('unreachable')} unreachable`,
  ].filter(Boolean);
  const rest = parts.length > 0 ? `; ${parts.join(', ')}` : '';
  return `${n('migrated')} of ${count(
    total,
    'cluster',
  )} migrated to Auto Mode${rest}.`;
}
