// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { JsonObject } from '@backstage/types';
import type { BackupUnread } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';

/** One object on its way into a backup. */
export interface CapturedObject {
  type: 'object';
  /** `apps/v1/deployments`, `eks/nodegroup` …: what the manifest counts by. */
  kind: string;
  object: JsonObject;
}

/** Something that could not be read. */
export interface CapturedGap extends BackupUnread {
  type: 'unread';
}

export type Captured = CapturedObject | CapturedGap;

/** Why something could not be read, in one line, without headers or bodies. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error).slice(0, 300);
  const status =
    'status' in error && error.status ? ` (${String(error.status)})` : '';
  return `${error.name}${status}: ${error.message}`.slice(0, 300);
}
