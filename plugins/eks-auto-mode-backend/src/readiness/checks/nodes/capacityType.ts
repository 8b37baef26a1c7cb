// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import {
  defineCheck,
  type FindingDraft,
  type Nodegroup,
} from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { capacityOf, poolOf, type Capacity } from '../../../placement';
import { ec2Arn } from '../../arns';
import { launchingGroups, launchParts } from '../../launchTemplates';

const SPOT = 'Spot capacity';
const BLOCK = 'a capacity block';

export const capacityType = defineCheck({
  code: 'NG-10',
  title: 'Nodes on Spot or capacity blocks',
  severity: 'warning',
  resolvedBy: 'plan',
  reads: ['cluster', ...launchParts, 'instances'],
  why: 'The pools that come with Auto Mode launch on-demand only: the nodes would cost more, or the reserved block stay unused.',
  remediation:
    'The plan makes a pool for Spot; a capacity block needs a NodeClass with capacityReservationSelectorTerms of yours.',
  source: 'EKS User Guide, set-builtin-node-pools',
  evaluate: parts => {
    const { cluster, autoScalingGroups, instances } = parts;
    const grouped = new Set(
      autoScalingGroups.flatMap(group => group.instances.map(({ id }) => id)),
    );
    return [
      ...launchingGroups(parts).flatMap(
        ({ arn, words, nodegroup, own, template }) => {
          if (nodegroup) return ofManaged(arn, words, nodegroup.capacityType);
          const ids = new Set(own?.instances.map(({ id }) => id));
          return ofTheirOwn(
            arn,
            words,
            capacityOf({
              group: own,
              template,
              instances: instances.filter(({ id }) => ids.has(id)),
            }),
          );
        },
      ),
      // A Karpenter's pools say themselves what they launch.
      ...instances
        .filter(
          one =>
            !one.managedByAuto &&
            !grouped.has(one.id) &&
            poolOf(one) === undefined,
        )
        .flatMap(one =>
          ofTheirOwn(
            ec2Arn(cluster, 'instance', one.id),
            `instance ${one.id}`,
            capacityOf({ instances: [one] }),
          ),
        ),
    ];
  },
});

function needsAPool(words: string, uses: readonly string[]): string {
  return `The ${words} uses ${uses.join(' and ')} and needs a pool of its own.`;
}

function ofManaged(
  arn: string,
  words: string,
  type: Nodegroup['capacityType'],
): FindingDraft[] {
  if (type !== 'SPOT' && type !== 'CAPACITY_BLOCK') return [];
  const spot = type === 'SPOT';
  return [
    {
      subject: { arn },
      resolvedBy: spot ? 'plan' : 'platform',
      message: needsAPool(words, [spot ? SPOT : BLOCK]),
      evidence: `capacityType = ${type}`,
    },
  ];
}

/** What stands outside managed groups is kept by the plan, so that somebody makes its pool. */
function ofTheirOwn(
  arn: string,
  words: string,
  { types, evidence }: Capacity,
): FindingDraft[] {
  const uses = [
    ...(types.includes('spot') ? [SPOT] : []),
    ...(types.includes('capacity-block') ? [BLOCK] : []),
  ];
  if (uses.length === 0) return [];
  return [
    {
      subject: { arn },
      resolvedBy: 'platform',
      message: needsAPool(words, uses),
      evidence: evidence.join('; '),
      remedy:
        'No plan moves nodes outside managed groups: give its pods a NodePool with karpenter.sh/capacity-type spot, or, for a capacity block, a NodeClass with capacityReservationSelectorTerms.',
    },
  ];
}
