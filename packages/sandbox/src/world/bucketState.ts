// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { PublicAccessBlockConfiguration } from '@aws-sdk/client-s3';
import type { PolicyDocument } from '../auth/policyDocument';

export interface ObjectVersion {
  versionId: string;
  /** A delete marker has no content. */
  deleted: boolean;
  /** Name of the file under the data folder that holds the bytes. */
  blob?: string;
  size: number;
  etag: string;
  lastModified: Date;
  contentType?: string;
  contentEncoding?: string;
  contentDisposition?: string;
  cacheControl?: string;
  metadata: Record<string, string>;
  encryption: { algorithm: 'AES256' | 'aws:kms'; keyId?: string };
  checksum?: { algorithm: string; value: string; type: string };
  storageClass?: string;
  lock?: { mode: 'GOVERNANCE' | 'COMPLIANCE'; until: Date };
  legalHold?: boolean;
  tags: Record<string, string>;
  parts?: number;
}

export interface UploadState {
  id: string;
  key: string;
  initiated: Date;
  version: Omit<ObjectVersion, 'versionId' | 'size' | 'etag' | 'lastModified'>;
  checksumAlgorithm?: string;
  checksumType?: string;
  parts: Record<
    string,
    {
      blob: string;
      size: number;
      md5: string;
      checksum?: string;
      at: Date;
    }
  >;
}

export interface BucketState {
  name: string;
  region: string;
  accountId: string;
  createdAt: Date;
  versioning?: 'Enabled' | 'Suspended';
  encryption: {
    algorithm: 'AES256' | 'aws:kms';
    keyId?: string;
    bucketKey: boolean;
  };
  publicAccessBlock?: PublicAccessBlockConfiguration;
  policy?: PolicyDocument;
  objectLock?: {
    default?: {
      mode: 'GOVERNANCE' | 'COMPLIANCE';
      days?: number;
      years?: number;
    };
  };
  lifecycle?: unknown;
  tags: Record<string, string>;
  /** Newest version first. */
  objects: Record<string, ObjectVersion[]>;
  uploads: Record<string, UploadState>;
}
