// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import {
  defineCheck,
  type FindingDraft,
} from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import {
  instanceTypesOf,
  launchingGroups,
  launchParts,
} from '../../launchTemplates';
import { listOf } from '../../text';
import { WORKLOAD_PARTS, workloadsOf } from '../../workloads';

const FAMILY = /^(p\d|g\d|gr\d|inf\d|trn\d|dl\d)/;
const RESOURCE = /^(nvidia\.com|aws\.amazon\.com\/neuron|amd\.com\/gpu)/;

export const accelerators = defineCheck({
  code: 'NG-12',
  title: 'GPUs and Neuron devices',
  severity: 'warning',
  resolvedBy: 'platform',
  reads: [...WORKLOAD_PARTS, ...launchParts],
  why: 'The pools that come with Auto Mode have no accelerators, and the quota for such vCPUs is one of its own.',
  remediation:
    'Make a pool for the accelerator, and see that the quota covers old and new nodes at once.',
  source: 'EKS User Guide, auto-accelerated',
  evaluate: parts => {
    const groups = launchingGroups(parts).flatMap((group): FindingDraft[] => {
      const types = instanceTypesOf(group).filter(type => FAMILY.test(type));
      if (types.length === 0) return [];
      return [
        {
          subject: { arn: group.arn },
          message: `The ${group.words} has accelerators and needs a pool of its own.`,
          evidence: `instance types ${listOf(types)}`,
        },
      ];
    });
    const workloads = workloadsOf(parts).flatMap(
      ({ subject, template }): FindingDraft[] => {
        const asked = template.spec.containers.flatMap(({ name, resources }) =>
          Object.entries({ ...resources?.limits, ...resources?.requests })
            .filter(([resource]) => RESOURCE.test(resource))
            .map(
              ([resource, amount]) =>
                `container ${name}: ${resource} ${amount}`,
            ),
        );
        if (asked.length === 0) return [];
        return [
          {
            subject,
            message:
              'These pods need an accelerator, which only a pool of its own brings on Auto Mode.',
            evidence: asked.join('; '),
          },
        ];
      },
    );
    return [...groups, ...workloads];
  },
});
