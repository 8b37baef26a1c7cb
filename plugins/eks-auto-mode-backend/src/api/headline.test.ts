// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type {
  AssessedFinding,
  ResolvedBy,
  Severity,
  Verdict,
} from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import { aClusterRow } from '../assessments/testing/clusterRow';
import { headline } from './headline';

const aFinding = (
  severity: Severity,
  resolvedBy: ResolvedBy,
  more: Partial<AssessedFinding> = {},
): AssessedFinding => ({
  id: 'f',
  code: 'WL-01',
  title: '',
  severity,
  resolvedBy,
  subject: { arn: 'arn:aws:eks:us-east-1:111122223333:cluster/shop' },
  message: '',
  evidence: '',
  ownerResolution: 'none',
  since: '2026-11-20T00:00:00.000Z',
  ...more,
});

const ofTeam = (team: string) => ({ owner: `group:default/${team}` });

describe('the first line of a cluster’s page', () => {
  it.each<[string, Verdict, AssessedFinding[], string]>([
    [
      'tells what blocks and whose it is',
      'blocked',
      [
        aFinding('blocker', 'owner', ofTeam('payments')),
        aFinding('blocker', 'owner', ofTeam('payments')),
      ],
      'Not ready: 2 things block shop; both belong to payments.',
    ],
    [
      'counts apart what the plan mends, so that it adds up to the blockers beside it',
      'blocked',
      [
        aFinding('blocker', 'platform', ofTeam('platform')),
        aFinding('blocker', 'plan', ofTeam('other')),
        aFinding('blocker', 'plan'),
        aFinding('warning', 'plan'),
      ],
      'Not ready: 1 thing blocks shop; it belongs to platform. The plan mends 2 more.',
    ],
    [
      'leaves out what somebody accepted',
      'blocked',
      [
        aFinding('blocker', 'owner'),
        aFinding('blocker', 'owner', { exceptionId: 'e' }),
        aFinding('blocker', 'plan', { exceptionId: 'e' }),
      ],
      'Not ready: 1 thing blocks shop.',
    ],
    [
      'tells what is to be looked at, and what could not be judged',
      'needs-work',
      [
        aFinding('warning', 'owner'),
        aFinding('unknown', 'platform'),
        aFinding('unknown', 'plan'),
        aFinding('warning', 'plan'),
        aFinding('blocker', 'plan'),
        aFinding('info', 'plan'),
      ],
      'It is not known yet whether something blocks shop: 2 checks could not be made, 1 thing to look at. The plan mends 2 more.',
    ],
    [
      'says that nothing blocks only where everything was read',
      'needs-work',
      [aFinding('warning', 'owner'), aFinding('warning', 'owner')],
      'Nothing blocks shop, but it needs work: 2 things to look at.',
    ],
    [
      'says that a ready cluster’s plan has something to mend',
      'ready',
      [aFinding('blocker', 'plan')],
      'shop is ready to move to Auto Mode; the plan mends 1 thing.',
    ],
    [
      'is short where there is nothing',
      'ready',
      [],
      'shop is ready to move to Auto Mode.',
    ],
    ['says that it is done', 'migrated', [], 'shop runs on Auto Mode.'],
  ])('%s', (_, verdict, findings, words) => {
    expect(headline(aClusterRow('shop', verdict), findings)).toBe(words);
  });

  const problem = {
    code: 'x',
    message: 'Two entities stand for it',
    remedy: '',
  };

  it('tells what a cluster that is read all the same has, whatever is wrong with its entity', () => {
    expect(headline(aClusterRow('shop', 'ready', { problem }), [])).toBe(
      'shop is ready to move to Auto Mode.',
    );
  });

  it.each([
    ['was never read', { assessment: undefined }],
    ['is read no longer, as no environment has it', { environment: undefined }],
  ])('says why a cluster cannot be assessed that %s', (_, more) => {
    expect(
      headline(aClusterRow('shop', 'ready', { problem, ...more }), []),
    ).toBe('shop cannot be assessed: Two entities stand for it');
  });
});
