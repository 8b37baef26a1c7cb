// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type {
  AutoScalingGroup,
  Instance,
  LaunchTemplate,
} from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';

/** As EC2 calls what is paid for. @alpha */
export type CapacityType = 'on-demand' | 'spot' | 'capacity-block';

/** Where instances outside managed groups have their capacity from. @alpha */
export interface Capacity {
  /** Sorted; empty where nothing says. */
  types: CapacityType[];
  /** What says that some of it is not on demand. */
  evidence: string[];
}

/** What AWS says of a group of somebody's own, or of instances without a group. @alpha */
export interface CapacityFacts {
  group?: Pick<AutoScalingGroup, 'onDemand'>;
  template?: LaunchTemplate;
  instances: readonly Instance[];
}

const SPECIAL = ['capacity-block', 'spot'] as const;

function specialOf(said: string | undefined) {
  return SPECIAL.find(type => type === said);
}

/**
 * What a group launches and what its instances are, both: after a change of its template they differ until the last
 * instance is replaced.
 *
 * @alpha
 */
export function capacityOf({
  group,
  template,
  instances,
}: CapacityFacts): Capacity {
  const types = new Set<CapacityType>();
  const evidence: string[] = [];
  if (group?.onDemand) {
    const { base, percentAbove } = group.onDemand;
    if (base > 0 || percentAbove > 0) types.add('on-demand');
    if (percentAbove < 100) {
      types.add('spot');
      evidence.push(
        `mixed instances policy: ${percentAbove} % on demand above the first ${base}`,
      );
    }
  }
  const market = specialOf(template?.marketType);
  if (market) {
    types.add(market);
    evidence.push(
      template?.configuration
        ? 'launch configuration: SpotPrice is set'
        : `launch template: MarketType = ${market}`,
    );
  }
  for (const instance of instances)
    types.add(specialOf(instance.lifecycle) ?? 'on-demand');
  for (const type of SPECIAL) {
    const many = instances.filter(one => one.lifecycle === type).length;
    if (many > 0)
      evidence.push(
        `lifecycle = ${type} of ${many} instance${many === 1 ? '' : 's'}`,
      );
  }
  return { types: [...types].sort(), evidence };
}
