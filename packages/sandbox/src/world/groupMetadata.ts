// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

/**
 * What EKS' own template says of metadata where a managed group brings none: IMDSv1 and two hops on Amazon Linux 2,
 * tokens and one hop since (Amazon EKS User Guide, al2023).
 */
export function groupMetadata(amiType: string) {
  return amiType.startsWith('AL2_')
    ? ({ httpTokens: 'optional', imdsHopLimit: 2 } as const)
    : ({ httpTokens: 'required', imdsHopLimit: 1 } as const);
}
