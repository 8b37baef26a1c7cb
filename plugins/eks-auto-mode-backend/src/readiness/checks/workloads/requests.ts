// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import {
  defineCheck,
  type Container,
  type LimitRange,
} from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { runningContainers } from '../../containers';
import { staysOffAuto } from '../../offAuto';
import { listOf } from '../../text';
import { WORKLOAD_PARTS, workloadsOf } from '../../workloads';

export const requests = defineCheck({
  code: 'WL-21',
  title: 'Containers say what they need',
  severity: 'warning',
  resolvedBy: 'owner',
  reads: [...WORKLOAD_PARTS, 'limitRanges'],
  why: 'Auto Mode sizes nodes by requests alone: without them it packs pods too tightly and they starve or are killed.',
  remediation:
    'Set requests for CPU and memory, from what the containers use today.',
  source: 'EKS Best Practices, automode',
  evaluate: parts =>
    workloadsOf(parts).flatMap(({ subject, template: { spec } }) => {
      if (staysOffAuto(spec)) return [];
      const defaults = defaultsOf(
        parts.limitRanges.filter(
          one => one.metadata.namespace === subject.namespace,
        ),
      );
      const without = runningContainers(spec).flatMap(container => {
        const missing = ['cpu', 'memory'].filter(
          resource =>
            !asks(container, resource) &&
            !asks(spec, resource) &&
            !defaults.has(resource),
        );
        return missing.length > 0
          ? [`${container.name} (${missing.join(', ')})`]
          : [];
      });
      if (without.length === 0) return [];
      return [
        {
          subject,
          message: 'Auto Mode cannot tell how much room its pods need.',
          evidence: `no request: container ${listOf(without)}`,
        },
      ];
    }),
});

/** A limit without a request is taken for the request too; a pod may ask for all its containers. */
function asks(
  { resources }: Pick<Container, 'resources'>,
  resource: string,
): boolean {
  return (
    resources?.requests?.[resource] !== undefined ||
    resources?.limits?.[resource] !== undefined
  );
}

/** Resources that a LimitRange gives to containers that ask for none. */
function defaultsOf(ranges: readonly LimitRange[]): Set<string> {
  return new Set(
    ranges
      .flatMap(({ spec }) => spec.limits)
      .filter(({ type }) => type === 'Container')
      .flatMap(limit =>
        Object.keys({ ...limit.default, ...limit.defaultRequest }),
      ),
  );
}
