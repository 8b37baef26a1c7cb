// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { Verdict } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import type { ClusterRow } from '../clustersStore';

/** A cluster of that name that was assessed. */
export function aClusterRow(
  name: string,
  verdict: Verdict,
  more: Partial<ClusterRow> = {},
): ClusterRow {
  return {
    id: name,
    arn: `arn:aws:eks:us-east-1:111122223333:cluster/${name}`,
    name,
    accountId: '111122223333',
    region: 'us-east-1',
    environment: 'production',
    options: {},
    refreshing: false,
    assessment: {
      readAt: '2026-11-21T00:00:00.000Z',
      verdict,
      score: 1,
      confidence: 1,
      counts: { blocker: 0, warning: 0, info: 0, unknown: 0 },
      ...(verdict === 'unreachable'
        ? { problem: { code: 'x', message: 'Refused (401)', remedy: '' } }
        : {}),
    },
    ...more,
  };
}
