// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { defineCheck } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { autoInstanceType } from '../../../placement';

/** Families that the quota for standard on-demand instances counts. */
const STANDARD = /^[acdhimrtz]\d/;

export const vcpuQuota = defineCheck({
  code: 'NG-20',
  title: 'The quota covers old and new nodes at once',
  severity: 'warning',
  resolvedBy: 'platform',
  reads: ['cluster', 'vcpuQuota', 'instances', 'instanceTypes'],
  why: 'Until the old nodes are retired both stand side by side; above the quota no new node starts.',
  remediation:
    'Raise the quota “Running On-Demand Standard instances” (L-1216C47A) before the migration.',
  source: 'Service Quotas, L-1216C47A',
  evaluate: ({
    cluster,
    vcpuQuota: { limit, used },
    instances,
    instanceTypes,
  }) => {
    const own = instances
      .filter(
        one =>
          !one.managedByAuto &&
          one.state === 'running' &&
          one.lifecycle !== 'spot' &&
          STANDARD.test(one.type),
      )
      .reduce((sum, { type }) => {
        const vcpus =
          instanceTypes.find(one => one.type === type)?.vcpus ??
          autoInstanceType(type)?.vcpus;
        if (vcpus === undefined)
          throw new Error(`the vCPUs of ${type} are not known`);
        return sum + vcpus;
      }, 0);
    if (limit - used >= own) return [];
    return [
      {
        subject: { arn: cluster.arn },
        message: `As many vCPUs again as the old nodes have (${own}) do not fit into the quota of the account.`,
        evidence: `quota ${limit}, in use ${used}, left ${limit - used}`,
      },
    ];
  },
});
