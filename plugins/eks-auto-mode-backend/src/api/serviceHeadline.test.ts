// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { api } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import { serviceHeadline } from './serviceHeadline';

const on = (
  name: string,
  verdict: api.Verdict | undefined,
  findings: Partial<api.Finding>[] = [],
) => ({
  cluster: {
    id: name,
    arn: `arn:aws:eks:us-east-1:111122223333:cluster/${name}`,
    name,
    accountId: '111122223333',
    region: 'us-east-1',
    stale: false,
    refreshing: false,
    verdict,
  },
  findings: findings.map(
    (finding, i): api.Finding => ({
      id: `${i}`,
      code: 'WL-01',
      title: 'PDB allows no disruption',
      severity: 'blocker',
      resolvedBy: 'owner',
      subject: { kind: 'Deployment', name: 'payments-api' },
      message: 'cannot be evicted',
      evidence: 'disruptionsAllowed: 0',
      since: '2026-11-21T00:00:00Z',
      ownerResolution: 'kubernetes-id',
      ...finding,
    }),
  ),
});

describe('the first line of a service', () => {
  it.each<[api.Verdict | undefined, Partial<api.Finding>[], string]>([
    ['ready', [], 'On eu it is ready'],
    ['migrated', [{}], 'On eu it runs on Auto Mode'],
    ['blocked', [{}], 'On eu it blocks the migration'],
    [
      'blocked',
      [],
      'On eu it stands in nobody’s way, but others block the cluster',
    ],
    [
      'needs-work',
      [],
      'On eu it stands in nobody’s way, though the cluster still needs work',
    ],
    [
      'needs-work',
      [{ severity: 'warning' }],
      'On eu it has 1 thing to look at',
    ],
    [
      'blocked',
      [{ exceptionId: 'e1' }, { resolvedBy: 'plan' }],
      'On eu it stands in nobody’s way, but others block the cluster',
    ],
    [
      'unreachable',
      [],
      'On eu it cannot be looked at: the cluster cannot be reached',
    ],
    [undefined, [], 'On eu it has not been looked at yet'],
  ])('with the cluster %s and findings %j: "%s"', (verdict, findings, says) => {
    expect(
      serviceHeadline('component:default/payments-api', [
        on('eu', verdict, findings),
      ]),
    ).toBe(`payments-api runs on 1 cluster. ${says}.`);
  });

  it('says each cluster in one sentence', () => {
    expect(
      serviceHeadline('component:default/payments-api', [
        on('checkout-prod', 'blocked', [{}]),
        on('checkout-staging', 'ready'),
      ]),
    ).toBe(
      'payments-api runs on 2 clusters. On checkout-prod it blocks the migration; on checkout-staging it is ready.',
    );
  });
});
