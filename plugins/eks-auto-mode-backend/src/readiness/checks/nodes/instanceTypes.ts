// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { defineCheck } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { isAutoFamily } from '../../../placement';
import {
  instanceTypesOf,
  launchingGroups,
  launchParts,
} from '../../launchTemplates';
import { listOf } from '../../text';

const SMALL = new Set(['nano', 'micro', 'small']);

export const instanceTypes = defineCheck({
  code: 'NG-07',
  title: 'Auto Mode knows the instance types',
  severity: 'warning',
  resolvedBy: 'platform',
  reads: [...launchParts, 'instanceTypes'],
  why: 'Auto Mode launches no instance with one vCPU, no nano, micro or small, and not every family: it takes others instead, at another price.',
  remediation: 'Look at the types that the plan chooses for this group.',
  source: 'EKS User Guide, automode-learn-instances',
  evaluate: parts =>
    launchingGroups(parts).flatMap(group => {
      const others = instanceTypesOf(group).flatMap(type => {
        const [family, size] = type.split('.');
        if (SMALL.has(size)) return [`${type} (too small)`];
        if (parts.instanceTypes.find(one => one.type === type)?.vcpus === 1)
          return [`${type} (one vCPU)`];
        return isAutoFamily(family) ? [] : [`${type} (family ${family})`];
      });
      if (others.length === 0) return [];
      return [
        {
          subject: { arn: group.arn },
          message: `Auto Mode does not launch some of the instance types of the ${group.words} and takes others.`,
          evidence: listOf(others),
        },
      ];
    }),
});
