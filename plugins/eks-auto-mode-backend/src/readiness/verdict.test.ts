// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { Finding } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import {
  defineCheck,
  type Inventory,
} from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import {
  healthyInventory,
  healthyParts,
  withMissing,
  withUnread,
} from './testing/inventory';
import { aNode } from './testing/objects';
import { judge } from './verdict';

const check = (
  code: string,
  severity: 'blocker' | 'warning' | 'info',
  mayBlock?: boolean,
) =>
  defineCheck<'cluster'>({
    code,
    title: code,
    severity,
    mayBlock,
    resolvedBy: 'owner',
    reads: ['cluster'],
    why: '',
    remediation: '',
    source: '',
    evaluate: () => [],
  });

const checks = [
  check('X-01', 'blocker'),
  check('X-02', 'warning'),
  check('X-03', 'info'),
  check('X-04', 'warning', true),
];

const finding = (
  code: string,
  severity: Finding['severity'],
  overrides: Partial<Finding> = {},
): Finding => ({
  code,
  severity,
  resolvedBy: 'owner',
  subject: { arn: 'arn:one' },
  message: '',
  evidence: '',
  ...overrides,
});

const accepted = (code: string) => [{ code, subjectKey: 'arn:one' }];
const verdict = (
  inventory: Inventory,
  findings: Finding[],
  more: Partial<Parameters<typeof judge>[0]> = {},
) => judge({ inventory, checks, findings, ...more }).verdict;

const auto = { 'eks.amazonaws.com/compute-type': 'auto' };
function autoMode(nodes = [aNode('i-1', 'a', { labels: auto })]) {
  const { cluster } = healthyParts();
  return healthyInventory({
    nodes,
    cluster: {
      ...cluster,
      autoMode: {
        compute: true,
        blockStorage: true,
        loadBalancing: true,
        nodePools: ['system'],
      },
    },
  });
}

describe('the verdict', () => {
  it.each<[string, Finding[], string]>([
    ['nothing found', [], 'ready'],
    ['an info', [finding('X-03', 'info')], 'ready'],
    ['a warning', [finding('X-02', 'warning')], 'needs-work'],
    [
      'a warning that the plan mends',
      [finding('X-02', 'warning', { resolvedBy: 'plan' })],
      'ready',
    ],
    ['a blocker', [finding('X-01', 'blocker')], 'blocked'],
    [
      'a blocker of the platform',
      [finding('X-01', 'blocker', { resolvedBy: 'platform' })],
      'blocked',
    ],
    [
      'a blocker that the plan mends',
      [finding('X-01', 'blocker', { resolvedBy: 'plan' })],
      'ready',
    ],
    [
      'a blocker and a warning',
      [finding('X-02', 'warning'), finding('X-01', 'blocker')],
      'blocked',
    ],
    [
      'an unknown of a check that can block',
      [finding('X-01', 'unknown')],
      'needs-work',
    ],
    [
      'an unknown of a check that may block',
      [finding('X-04', 'unknown')],
      'needs-work',
    ],
    [
      'an unknown of a check that only warns',
      [finding('X-02', 'unknown')],
      'ready',
    ],
  ])('of %s', (_words, findings, expected) => {
    expect(verdict(healthyInventory(), findings)).toBe(expected);
  });

  it('looks past accepted findings', () => {
    const blocker = [finding('X-01', 'blocker')];
    expect(
      verdict(healthyInventory(), blocker, { exceptions: accepted('X-01') }),
    ).toBe('ready');
    expect(
      verdict(healthyInventory(), blocker, { exceptions: accepted('X-02') }),
    ).toBe('blocked');
    expect(
      verdict(
        healthyInventory(),
        [finding('X-01', 'blocker', { subject: { arn: 'arn:two' } })],
        {
          exceptions: accepted('X-01'),
        },
      ),
    ).toBe('blocked');
  });

  it('never takes an accepted risk for one that was not read', () => {
    expect(
      verdict(healthyInventory(), [finding('X-01', 'unknown')], {
        exceptions: accepted('X-01'),
      }),
    ).toBe('needs-work');
  });

  it('is unreachable where EKS does not describe the cluster, whatever else was found', () => {
    expect(
      verdict(withUnread(healthyInventory(), ['cluster']), [
        finding('X-01', 'blocker'),
      ]),
    ).toBe('unreachable');
  });

  const KUBERNETES = ['namespaces', 'nodes', 'pods'] as const;
  it('is unreachable where the endpoint is, and not where access is denied', () => {
    const why = {
      reason: 'unreachable',
      operation: 'list',
      message: 'ETIMEDOUT',
    } as const;
    expect(verdict(withUnread(healthyInventory(), KUBERNETES, why), [])).toBe(
      'unreachable',
    );
    expect(
      verdict(withUnread(healthyInventory(), KUBERNETES), [
        finding('X-01', 'unknown'),
      ]),
    ).toBe('needs-work');
  });

  describe('is migrated', () => {
    it('where Auto Mode is on and only Auto nodes are left, whatever is open', () => {
      expect(verdict(autoMode(), [finding('X-01', 'blocker')])).toBe(
        'migrated',
      );
    });

    it('where what is left is kept or hybrid', () => {
      const hybrid = aNode('mi-1', 'a', {
        labels: { 'eks.amazonaws.com/compute-type': 'hybrid' },
      });
      const kept = aNode('kept');
      expect(verdict(autoMode([hybrid]), [])).toBe('migrated');
      expect(
        verdict(autoMode([kept]), [], {
          isKept: node => node.metadata.name === 'kept',
        }),
      ).toBe('migrated');
    });

    it('not while another node is left, nor where some could not be listed', () => {
      expect(verdict(autoMode([aNode('old')]), [])).toBe('ready');
      expect(verdict(withMissing(autoMode(), 'nodes', 'page 2'), [])).toBe(
        'ready',
      );
      expect(verdict(withUnread(autoMode(), ['nodes']), [])).toBe('ready');
    });

    it('not while Auto Mode is off', () => {
      expect(verdict(healthyInventory({ nodes: [] }), [])).toBe('ready');
    });
  });
});

describe('score, confidence and counts', () => {
  const of = (...findings: Finding[]) =>
    judge({ inventory: healthyInventory(), checks, findings });

  it('stand at 100 where nothing was found', () => {
    expect(of()).toMatchObject({
      score: 100,
      confidence: 100,
      counts: { blocker: 0, warning: 0, info: 0, unknown: 0 },
    });
  });

  it('take a check that can block for three that only warn', () => {
    expect(of(finding('X-01', 'blocker')).score).toBe(57);
    expect(of(finding('X-02', 'warning')).score).toBe(85);
    expect(of(finding('X-03', 'info')).score).toBe(100);
  });

  it('lose by what was not read, and say so', () => {
    expect(of(finding('X-01', 'unknown'))).toMatchObject({
      score: 57,
      confidence: 75,
    });
  });

  it('count what nobody accepted', () => {
    expect(
      judge({
        inventory: healthyInventory(),
        checks,
        findings: [
          finding('X-01', 'blocker'),
          finding('X-02', 'warning'),
          finding('X-02', 'warning'),
        ],
        exceptions: accepted('X-01'),
      }).counts,
    ).toEqual({ blocker: 0, warning: 2, info: 0, unknown: 0 });
  });
});
