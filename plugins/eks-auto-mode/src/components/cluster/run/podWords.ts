// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { api } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import type { Tone } from '../../../words/readiness';

/** The states of a pod in a drain, in the order of its way. */
export const POD_STATES = [
  'waiting',
  'evicting',
  'moved',
  'blocked',
  'stays',
] as const satisfies readonly api.DrainPod['state'][];

export const podTones: Record<api.DrainPod['state'], Tone> = {
  waiting: 'neutral',
  evicting: 'warning',
  moved: 'ok',
  blocked: 'error',
  stays: 'info',
};

export const podWords: Record<api.DrainPod['state'], string> = {
  waiting: 'waits for its turn',
  evicting: 'is leaving',
  moved: 'has moved',
  blocked: 'is blocked',
  stays: 'stays (DaemonSet or finished)',
};
