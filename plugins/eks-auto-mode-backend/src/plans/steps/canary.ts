// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type {
  Pod,
  Toleration,
} from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import type { PlanStep } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import type { PlannedPool } from '../../placement/translate';
import { creation, deletion, stepOf, targetOf } from '../change';
import { objectName } from '../../placement/poolObjects';
import { READ_NODES, READ_PODS, verbs, type Situation } from '../situation';

const IMAGE = 'public.ecr.aws/eks-distro/kubernetes/pause:3.10';
const NAMESPACE = 'kube-system';

/** A pod that only a node of the pool can take: nothing less shows that the pool works. */
export function canaryPod(pool: PlannedPool, image: string = IMAGE): Pod {
  const taints = pool.nodePool.spec.template.spec.taints ?? [];
  const tolerations = taints.map(
    ({ key, value, effect }): Toleration => ({
      key,
      operator: value ? 'Equal' : 'Exists',
      ...(value ? { value } : {}),
      effect,
    }),
  );
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: objectName(`auto-mode-canary-${pool.name}`, new Set()),
      namespace: NAMESPACE,
      labels: {
        'app.kubernetes.io/name': 'auto-mode-canary',
        'app.kubernetes.io/managed-by': 'eks-auto-mode',
      },
    },
    spec: {
      nodeSelector: {
        'eks.amazonaws.com/compute-type': 'auto',
        'karpenter.sh/nodepool': pool.name,
      },
      ...(tolerations.length ? { tolerations } : {}),
      containers: [
        {
          name: 'pause',
          image,
          resources: {
            requests: { cpu: '10m', memory: '16Mi' },
            limits: { memory: '16Mi' },
          },
        },
      ],
      automountServiceAccountToken: false,
      terminationGracePeriodSeconds: 0,
      restartPolicy: 'Always',
    },
  };
}

/** One pod per pool: launched, Ready, deleted. */
export function canary({ placement, options }: Situation): PlanStep[] {
  if (placement.pools.length === 0) {
    return [];
  }
  const pods = placement.pools.map(pool => ({
    pool,
    pod: canaryPod(pool, options.canaryImage),
  }));
  return [
    stepOf({
      kind: 'canary',
      title: 'Launch one node of each pool with a canary pod',
      changes: pods.flatMap(({ pool, pod }) => [
        creation(pod, `Canary pod for pool ${pool.name}`),
        deletion(
          pod,
          targetOf(pod),
          `Delete the canary pod of pool ${pool.name}`,
        ),
      ]),
      iam: [],
      kubernetes: [
        ...READ_NODES,
        ...READ_PODS,
        ...verbs('', 'pods', 'create', 'delete'),
        ...verbs('karpenter.sh', 'nodeclaims', 'list'),
      ],
      undo: { possible: true, how: 'Canary pods that are left are deleted.' },
      predicted: { minSeconds: 45, maxSeconds: 600 },
    }),
  ];
}
