// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

/** A rule of the field that no check judges yet, with the reason: silence would read as passing. */
export interface UnimplementedCheck {
  code: string;
  title: string;
  severity: string;
  reason: string;
}

export const unimplemented: readonly UnimplementedCheck[] = [
  {
    code: 'CL-17',
    title: 'The migrate role may make every planned call',
    severity: 'blocker',
    reason:
      'judged against a plan, not an inventory: the preflight step asks SimulatePrincipalPolicy for each planned call',
  },
  {
    code: 'NET-10',
    title: 'Security groups in use carry the tag that load balancing needs',
    severity: 'warning',
    reason:
      'which groups the load balancers of Auto Mode will have to edit is not known before they exist',
  },
  {
    code: 'WL-31',
    title: 'Critical add-ons find a place',
    severity: 'info',
    reason: 'placement says it for every pod (WL-09, WL-11, WL-22)',
  },
  {
    code: 'SA-01',
    title: 'The backup bucket is encrypted, private and versioned',
    severity: 'warning',
    reason:
      'a property of the environment, not of a cluster: the connection test and every backup refuse a bucket that is public, not encrypted or somebody else’s. Whether it keeps versions is not asked: backups never overwrite one another, and the bucket that deploy/ makes keeps versions',
  },
  {
    code: 'SA-04',
    title: 'The Region has Auto Mode',
    severity: 'blocker',
    reason:
      'AWS publishes no list that could be read; EKS itself refuses where it is not',
  },
];
