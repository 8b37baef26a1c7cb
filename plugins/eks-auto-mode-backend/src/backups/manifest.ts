// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type {
  BackupPart,
  BackupUnread,
} from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';

/** A part with what it holds, by kind. */
export interface ManifestPart extends BackupPart {
  kinds: Record<string, number>;
}

/** What a backup says of itself; it lies beside the parts and is written last. */
export interface Manifest {
  schema: 'eks-auto-mode/backup/v1';
  id: string;
  clusterArn: string;
  clusterName: string;
  kubernetesVersion?: string;
  createdAt: string;
  createdBy: string;
  secretValues: 'hashed' | 'included';
  parts: ManifestPart[];
  /** Objects by kind over all parts. */
  kinds: Record<string, number>;
  unread: BackupUnread[];
}

export const manifestKey = (prefix: string) => `${prefix}manifest.json`;

/** Objects by kind, over all parts. */
export function sumKinds(parts: ManifestPart[]): Record<string, number> {
  const sum: Record<string, number> = {};
  for (const part of parts) {
    for (const [kind, count] of Object.entries(part.kinds)) {
      sum[kind] = (sum[kind] ?? 0) + count;
    }
  }
  return Object.fromEntries(
    Object.entries(sum).sort(([a], [b]) => a.localeCompare(b)),
  );
}
