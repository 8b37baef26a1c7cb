// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

/**
 * `unverified` until it was read back and every digest and count held. `partial`: something required
 * could not be read. `damaged`: what was read back is not what was written.
 * @public
 */
export type BackupState =
  | 'running'
  | 'unverified'
  | 'verified'
  | 'partial'
  | 'damaged'
  | 'failed';

/** @public */
export interface BackupPart {
  key: string;
  objects: number;
  bytes: number;
  /** SHA-256 of the stored (compressed) bytes, hexadecimal. */
  sha256: string;
}

/** @public */
export interface BackupUnread {
  /** `apps/v1/deployments`, `eks:DescribeAddon/vpc-cni` … */
  what: string;
  reason: string;
  required: boolean;
}

/**
 * What was captured. The list row; the manifest itself lies beside the parts.
 * @public
 */
export interface Backup {
  id: string;
  clusterArn: string;
  clusterName: string;
  state: BackupState;
  /** `schedule`, `run:<id>` or an entity reference. */
  createdBy: string;
  createdAt: string;
  verifiedAt?: string;
  keptUntil?: string;
  bucket: string;
  prefix: string;
  objects: number;
  bytes: number;
  kinds: number;
  parts: BackupPart[];
  unread: BackupUnread[];
  error?: string;
}
