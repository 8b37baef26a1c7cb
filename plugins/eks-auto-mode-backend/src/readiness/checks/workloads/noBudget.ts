// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { defineCheck } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { budgetsOf } from '../../budgets';
import { newObject } from '../../patch';
import { count } from '../../text';
import {
  isBatch,
  isDaemonSet,
  WORKLOAD_PARTS,
  workloadsOf,
} from '../../workloads';

export const noBudget = defineCheck({
  code: 'WL-06',
  title: 'Replicas are protected by a budget',
  severity: 'warning',
  resolvedBy: 'owner',
  reads: [...WORKLOAD_PARTS, 'podDisruptionBudgets'],
  why: 'Without a PodDisruptionBudget nothing keeps a drain, or Auto Mode later on, from moving all replicas at once.',
  remediation: 'Add a PodDisruptionBudget that lets one pod go at a time.',
  source: 'eksup K8S004',
  evaluate: parts =>
    workloadsOf(parts).flatMap(workload => {
      const { subject, replicas = workload.pods.length, selector } = workload;
      if (isDaemonSet(workload) || isBatch(workload) || replicas < 2) return [];
      if (budgetsOf(workload, parts.podDisruptionBudgets).length > 0) return [];
      return [
        {
          subject,
          message:
            'Nothing keeps all of its replicas from being moved at once.',
          evidence: `${count(
            replicas,
            'replica',
          )}, no PodDisruptionBudget selects them`,
          patch: selector
            ? newObject(
                'Add a budget that lets one pod go at a time',
                {
                  apiVersion: 'policy/v1',
                  kind: 'PodDisruptionBudget',
                  namespace: subject.namespace,
                  name: subject.name,
                },
                {
                  spec: {
                    maxUnavailable: 1,
                    unhealthyPodEvictionPolicy: 'AlwaysAllow',
                    selector,
                  },
                },
              )
            : undefined,
        },
      ];
    }),
});
