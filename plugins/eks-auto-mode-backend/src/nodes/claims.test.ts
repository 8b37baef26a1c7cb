// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { NodeClaim } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { claimOf } from './claims';

function aClaim(
  more: Partial<NodeClaim['metadata']> = {},
  spec: NodeClaim['spec'] = {
    nodeClassRef: {
      group: 'eks.amazonaws.com',
      kind: 'NodeClass',
      name: 'default',
    },
    expireAfter: '336h',
  },
  status: NodeClaim['status'] = {},
): NodeClaim {
  return {
    apiVersion: 'karpenter.sh/v1',
    kind: 'NodeClaim',
    metadata: {
      name: 'system-1',
      creationTimestamp: '2026-11-01T00:00:00Z',
      labels: { 'karpenter.sh/nodepool': 'system' },
      ...more,
    },
    spec,
    status,
  };
}

const condition = (type: string, status: 'True' | 'False', message = '') => ({
  type,
  status,
  message,
});

describe('NodeClaims', () => {
  it('tells when a node is replaced by its pool, and when at the latest', () => {
    expect(claimOf(aClaim(), new Map())).toMatchObject({
      pool: 'system',
      expiresAt: '2026-11-15T00:00:00.000Z',
      latestAt: '2026-11-22T00:00:00.000Z',
    });
  });

  it.each([
    ['eks.amazonaws.com', 14],
    ['karpenter.k8s.aws', 30],
  ])(
    'takes the default of %s where nothing says how long a node lives',
    (group, days) => {
      const claim = claimOf(
        aClaim({}, { nodeClassRef: { group, kind: 'x', name: 'default' } }),
        new Map(),
      );
      const born = Date.parse(claim.createdAt ?? '');
      expect(claim.expiresAt).toBe(
        new Date(born + days * 24 * 60 * 60 * 1000).toISOString(),
      );
    },
  );

  it('knows no end of a node of Karpenter that never expires', () => {
    const claim = claimOf(
      aClaim(
        {},
        {
          nodeClassRef: {
            group: 'karpenter.k8s.aws',
            kind: 'EC2NodeClass',
            name: 'default',
          },
          expireAfter: 'Never',
        },
      ),
      new Map(),
    );
    expect(claim.expiresAt).toBeUndefined();
    expect(claim.latestAt).toBeUndefined();
  });

  it.each<[string, NodeClaim, string, RegExp | undefined]>([
    [
      'a node in service',
      aClaim({}, undefined, { conditions: [condition('Ready', 'True')] }),
      'ready',
      undefined,
    ],
    ['a claim just made', aClaim(), 'launching', /has not launched/],
    [
      'a claim without capacity',
      aClaim({}, undefined, {
        conditions: [
          condition('Launched', 'False', 'insufficient capacity'),
          condition('Ready', 'False'),
        ],
      }),
      'launching',
      /Launched: insufficient capacity/,
    ],
    [
      'a node that was ready',
      aClaim({}, undefined, {
        conditions: [
          condition('Launched', 'True'),
          condition('Registered', 'True'),
          condition('Initialized', 'True'),
          condition('Ready', 'False', 'kubelet stopped posting'),
        ],
      }),
      'not-ready',
      /kubelet stopped posting/,
    ],
    [
      'a node that goes',
      aClaim({ deletionTimestamp: '2026-11-02T00:00:00Z' }),
      'leaving',
      /drained since 2026-11-02/,
    ],
  ])('tells the state of %s', (_name, claim, state, why) => {
    const told = claimOf(claim, new Map());
    expect(told.state).toBe(state);
    expect(told.why ?? '').toMatch(why ?? /^$/);
  });
});
