// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

export const account = '111122223333';
export const otherAccount = '444455556666';
export const region = 'us-east-1';

/** Regions whose environment names a bucket with one fault. */
export const bucketRegions = {
  missing: 'us-east-2',
  foreign: 'us-west-1',
  public: 'us-west-2',
  unencrypted: 'eu-west-1',
} as const;
export type BucketFault = keyof typeof bucketRegions;
export const bucketFaults: BucketFault[] = [
  'missing',
  'foreign',
  'public',
  'unencrypted',
];
export const bucketOf = (fault: BucketFault) => `bad-input-${fault}`;
export const roles = {
  assess: 'eks-auto-mode-assess',
  backup: 'eks-auto-mode-backup',
  migrate: 'eks-auto-mode-migrate',
};

/** A role of its own, so that a fault can be met by the calls for one bucket only. */
export const backupRoleOf = (fault: BucketFault) =>
  fault === 'unencrypted' ? 'backup-unencrypted' : roles.backup;

/** Somebody else in the same account: what happens beside the portal is done with these. */
export const outsider = {
  accessKeyId: 'AKIABADINPUTOTHERS00',
  secretAccessKey: 'bad-input-outsider-secret',
};
export const portalKeyId = 'AKIABADINPUTPORTAL00';

export const arnOf = (name: string, at: string = region) =>
  `arn:aws:eks:${at}:${account}:cluster/${name}`;
