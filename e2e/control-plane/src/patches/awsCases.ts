// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

/** Check, cluster of the patches' fleet, and how many findings of it the fleet has; in an order in which a person could work. */
export const awsCases: [code: string, cluster: string, findings: number][] = [
  ['CL-06', 'old', 1],
  ['CL-09', 'old', 1],
  ['CL-12', 'old', 1],
  ['IAM-01', 'old', 1],
  ['IAM-02', 'old', 1],
  ['IAM-07', 'old', 1],
  ['IAM-13', 'old', 1],
  ['IAM-09', 'auto', 1],
  ['IAM-12', 'old', 1],
  ['ST-09', 'old', 1],
  ['NET-06', 'old', 2],
  ['NET-07', 'old', 1],
  ['NET-20', 'old', 1],
  ['NET-21', 'old', 1],
  ['ADD-01', 'old', 1],
  ['NG-16', 'old', 1],
  ['ADD-15', 'old', 1],
  ['ST-08', 'old', 1],
  ['SA-07', 'auto', 1],
];
