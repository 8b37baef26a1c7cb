// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { Taint } from '@aws-sdk/client-eks';
import type { NodeInstance } from '../../seam';

type NodeTaint = NodeInstance['taints'][number];

const TO_EKS = {
  NoSchedule: 'NO_SCHEDULE',
  NoExecute: 'NO_EXECUTE',
  PreferNoSchedule: 'PREFER_NO_SCHEDULE',
} as const;

const FROM_EKS: Record<string, NodeTaint['effect'] | undefined> = {
  NO_SCHEDULE: 'NoSchedule',
  NO_EXECUTE: 'NoExecute',
  PREFER_NO_SCHEDULE: 'PreferNoSchedule',
};

export function taintToEks(taint: NodeTaint): Taint {
  return { key: taint.key, value: taint.value, effect: TO_EKS[taint.effect] };
}

export function taintFromEks(taint: Taint): NodeTaint {
  return {
    key: taint.key ?? '',
    value: taint.value,
    effect: FROM_EKS[taint.effect ?? ''] ?? 'NoSchedule',
  };
}
