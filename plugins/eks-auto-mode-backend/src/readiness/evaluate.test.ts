// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import {
  defineCheck,
  type FindingDraft,
} from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { evaluate, evaluating } from './evaluate';
import { identityOf } from './identity';
import {
  CLUSTER_ARN,
  DENIED,
  healthyInventory,
  NOW,
  withMissing,
  withPart,
  withUnread,
} from './testing/inventory';
import { unread } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';

const about = {
  code: 'X-01',
  title: 'A check of a test',
  severity: 'warning',
  resolvedBy: 'owner',
  reads: ['nodes', 'pods'],
  why: 'why',
  remediation: 'remediation',
  source: 'source',
} as const;

const saying = (...drafts: FindingDraft[]) =>
  defineCheck<'nodes' | 'pods'>({ ...about, evaluate: () => drafts });

const draft = (overrides: Partial<FindingDraft> = {}): FindingDraft => ({
  subject: { arn: 'arn:one' },
  message: 'message',
  evidence: 'evidence',
  ...overrides,
});

describe('evaluate', () => {
  it('fills in what the check says by default', () => {
    expect(evaluate(healthyInventory(), [saying(draft())], NOW)).toEqual([
      {
        code: 'X-01',
        severity: 'warning',
        resolvedBy: 'owner',
        subject: { arn: 'arn:one' },
        message: 'message',
        evidence: 'evidence',
      },
    ]);
  });

  it('does not call a rule whose part was not read', () => {
    const rule = jest.fn(() => []);
    const findings = evaluate(
      withUnread(healthyInventory(), ['pods']),
      [{ ...saying(), evaluate: rule }],
      NOW,
    );
    expect(rule).not.toHaveBeenCalled();
    expect(findings).toEqual([
      {
        code: 'X-01',
        severity: 'unknown',
        resolvedBy: 'platform',
        subject: { arn: CLUSTER_ARN },
        message:
          'Could not be judged: pods could not be read, because access is denied (403).',
        evidence: `pods: ${DENIED.operation}: denied: forbidden`,
        remedy: 'Grant it.',
      },
    ]);
  });

  it('calls a rule whose part was not read where something stands for it, and says that there may be more', () => {
    const findings = evaluate(
      withUnread(healthyInventory(), ['pods']),
      [
        defineCheck<'nodes' | 'pods'>({
          ...about,
          unreadAs: { pods: [] },
          evaluate: ({ nodes, pods }) => [
            draft({ evidence: `${nodes.length > 0} ${pods.length}` }),
          ],
        }),
      ],
      NOW,
    );
    expect(findings.map(one => [one.severity, one.evidence])).toEqual([
      ['warning', 'true 0'],
      ['unknown', `pods: ${DENIED.operation}: denied: forbidden`],
    ]);
    expect(findings[1].message).toBe(
      'Judged only in part: pods could not be read, because access is denied (403).',
    );
  });

  it('takes what was read where it was, whatever would stand for it', () => {
    const [{ evidence }] = evaluate(
      healthyInventory(),
      [
        defineCheck<'nodes' | 'pods'>({
          ...about,
          unreadAs: { pods: [] },
          evaluate: ({ pods }) => [draft({ evidence: `${pods.length > 0}` })],
        }),
      ],
      NOW,
    );
    expect(evidence).toBe('true');
  });

  it('does not call a rule of which another part was not read', () => {
    const rule = jest.fn(() => []);
    evaluate(
      withUnread(healthyInventory(), ['pods', 'nodes']),
      [{ ...saying(), unreadAs: { pods: [] }, evaluate: rule }],
      NOW,
    );
    expect(rule).not.toHaveBeenCalled();
  });

  it.each([
    ['unauthenticated', 'refused (401)'],
    ['denied', 'denied (403)'],
    ['unreachable', 'cannot be reached'],
    ['throttled', 'throttled'],
    ['not-served', 'does not serve'],
    ['failed', 'the read failed'],
  ] as const)(
    'tells the reason %s in words, with a remedy',
    (reason, words) => {
      const [finding] = evaluate(
        withPart(
          healthyInventory(),
          'pods',
          unread({ reason, operation: 'list v1/pods', message: 'no' }),
        ),
        [saying()],
        NOW,
      );
      expect(finding.message).toContain(words);
      expect(finding.remedy).toMatch(/\S/);
    },
  );

  it('says what it found in a part that was read in part, and that there may be more', () => {
    const findings = evaluate(
      withMissing(healthyInventory(), 'pods', 'namespace shop'),
      [saying(draft())],
      NOW,
    );
    expect(findings.map(one => one.severity)).toEqual(['warning', 'unknown']);
    expect(findings[1].message).toContain('only in part');
    expect(findings[1].evidence).toContain('pods (namespace shop)');
  });

  it('keeps what it found on the cluster beside what it could not read of it', () => {
    const findings = evaluate(
      withMissing(healthyInventory(), 'pods', 'namespace shop'),
      [
        saying(
          draft({ subject: { arn: CLUSTER_ARN }, severity: 'blocker' }),
          draft({
            subject: { arn: CLUSTER_ARN },
            severity: 'unknown',
            message: 'One of two answers',
            evidence: 'the other is silent',
            remedy: 'Ask again.',
          }),
        ),
      ],
      NOW,
    );
    expect(findings).toEqual([
      expect.objectContaining({ severity: 'blocker', evidence: 'evidence' }),
      expect.objectContaining({
        severity: 'unknown',
        message: 'One of two answers',
        evidence: expect.stringMatching(
          /^the other is silent; pods \(namespace shop\): /,
        ),
        remedy: 'Ask again. Grant it.',
      }),
    ]);
    expect(new Set(findings.map(identityOf)).size).toBe(2);
  });

  it('goes on after a check that fails, and says so', () => {
    const failing = defineCheck<'pods'>({
      ...about,
      code: 'X-02',
      reads: ['pods'],
      evaluate: () => {
        throw new TypeError('x is undefined');
      },
    });
    const findings = evaluate(
      healthyInventory(),
      [failing, saying(draft())],
      NOW,
    );
    expect(findings).toEqual([
      expect.objectContaining({
        code: 'X-02',
        severity: 'unknown',
        message: 'Could not be judged: the check itself failed.',
        evidence: 'TypeError: x is undefined',
      }),
      expect.objectContaining({ code: 'X-01', severity: 'warning' }),
    ]);
  });

  it('refuses a rule a part that it does not name', () => {
    const check = defineCheck<'pods'>({
      ...about,
      reads: ['pods'],
      evaluate: parts =>
        Object.values(Reflect.get(parts, 'nodes')).map(() => draft()),
    });
    expect(evaluate(healthyInventory(), [check], NOW)).toEqual([
      expect.objectContaining({
        severity: 'unknown',
        evidence: expect.stringContaining("'nodes'"),
      }),
    ]);
  });

  it('speaks once of a subject: the worst speaks, all evidence stands', () => {
    const findings = evaluate(
      healthyInventory(),
      [
        saying(
          draft({ evidence: 'first' }),
          draft({ severity: 'blocker', evidence: 'second', message: 'worse' }),
          draft({ subject: { arn: 'arn:two' } }),
        ),
      ],
      NOW,
    );
    expect(findings).toEqual([
      expect.objectContaining({
        severity: 'blocker',
        message: 'worse',
        evidence: 'second; first',
      }),
      expect.objectContaining({ subject: { arn: 'arn:two' } }),
    ]);
  });

  it('can be had check by check', () => {
    const checks = [
      saying(draft()),
      { ...saying(draft({ message: 'other' })), code: 'X-02' },
    ];
    expect([...evaluating(healthyInventory(), checks, NOW)].flat()).toEqual(
      evaluate(healthyInventory(), checks, NOW),
    );
  });

  it('passes over retired checks', () => {
    expect(
      evaluate(
        healthyInventory(),
        [{ ...saying(draft()), retired: 'merged into X-03' }],
        NOW,
      ),
    ).toEqual([]);
  });

  it('keeps hostile text on one printable line of bounded length', () => {
    const hostile = `a\u001b[31mb\r\nc\u202ed\u0000\u200b${'x'.repeat(10_000)}`;
    const [finding] = evaluate(
      healthyInventory(),
      [
        saying(
          draft({
            subject: {
              apiVersion: 'v1',
              kind: 'Pod',
              namespace: 'n',
              name: hostile,
            },
            message: hostile,
            evidence: hostile,
            remedy: hostile,
            patch: { title: hostile, language: 'yaml', content: 'a: b\n' },
          }),
        ),
      ],
      NOW,
    );
    const texts = [
      finding.message,
      finding.evidence,
      finding.remedy ?? '',
      finding.patch?.title ?? '',
      'name' in finding.subject ? finding.subject.name : '',
    ];
    for (const text of texts) {
      expect(text).toMatch(/^a \[31mb c d x+…$/);
      expect(text.length).toBeLessThanOrEqual(1500);
    }
    expect(finding.patch?.content).toBe('a: b\n');
  });

  it('leaves out a patch that is too large rather than cut it', () => {
    const [finding] = evaluate(
      healthyInventory(),
      [
        saying(
          draft({
            patch: {
              title: 't',
              language: 'yaml',
              content: 'x'.repeat(100_000),
            },
          }),
        ),
      ],
      NOW,
    );
    expect(finding.patch).toBeUndefined();
  });
});
