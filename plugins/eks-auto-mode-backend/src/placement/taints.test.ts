// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type {
  Node,
  Taint,
  Toleration,
} from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { formatTaint, hardTaints, tolerates, untolerated } from './taints';

const team: Taint = { key: 'team', value: 'a', effect: 'NoSchedule' };

describe('taints', () => {
  it.each<[Toleration[] | undefined, boolean]>([
    [undefined, false],
    [[], false],
    [[{ key: 'team', operator: 'Equal', value: 'a' }], true],
    [[{ key: 'team', value: 'a' }], true],
    [[{ key: 'team', value: 'b' }], false],
    [[{ key: 'team' }], false],
    [[{ key: 'team', operator: 'Exists' }], true],
    [[{ key: 'other', operator: 'Exists' }], false],
    [[{ operator: 'Exists' }], true],
    [[{ value: 'a' }], false],
    [[{ operator: 'Exists', effect: 'NoSchedule' }], true],
    [[{ operator: 'Exists', effect: 'NoExecute' }], false],
    [[{ key: 'other' }, { operator: 'Exists' }], true],
  ])('%j tolerates team=a: %s', (tolerations, expected) => {
    expect(tolerates(tolerations, team)).toBe(expected);
  });

  it('without a value need none', () => {
    expect(tolerates([{ key: 'x' }], { key: 'x', effect: 'NoExecute' })).toBe(
      true,
    );
  });

  it('keep pods away only where they are hard', () => {
    const soft: Taint = { key: 'soft', effect: 'PreferNoSchedule' };
    expect(untolerated(undefined, [soft])).toBeUndefined();
    expect(untolerated(undefined, [soft, team])).toBe(team);
  });

  it('of a cordoned node hold that of the node controller, once', () => {
    const node = (spec: Node['spec']): Node => ({
      apiVersion: 'v1',
      kind: 'Node',
      metadata: { name: 'a' },
      spec,
      status: {},
    });
    const cordoned: Taint = {
      key: 'node.kubernetes.io/unschedulable',
      effect: 'NoSchedule',
    };
    const soft: Taint = { key: 'soft', effect: 'PreferNoSchedule' };
    expect(hardTaints(node({}))).toEqual([]);
    expect(hardTaints(node({ taints: [soft, team] }))).toEqual([team]);
    expect(hardTaints(node({ unschedulable: true, taints: [team] }))).toEqual([
      team,
      cordoned,
    ]);
    expect(
      hardTaints(node({ unschedulable: true, taints: [cordoned, team] })),
    ).toEqual([cordoned, team]);
  });

  it('are written as kubectl does', () => {
    expect(formatTaint(team)).toBe('team=a:NoSchedule');
    expect(formatTaint({ key: 'x', effect: 'NoExecute' })).toBe('x:NoExecute');
  });
});
