// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

/** Which Kubernetes minors EKS serves on 21 November 2026 (EKS User Guide, kubernetes-versions). */
export const RELEASES: {
  version: string;
  released: string;
  endOfStandard: string;
  endOfExtended: string;
  status: 'STANDARD_SUPPORT' | 'EXTENDED_SUPPORT' | 'UNSUPPORTED';
  patch: string;
  isDefault: boolean;
}[] = [
  {
    version: '1.28',
    released: '2023-09-26',
    endOfStandard: '2024-11-26',
    endOfExtended: '2025-11-26',
    status: 'UNSUPPORTED',
    patch: '1.28.15',
    isDefault: false,
  },
  {
    version: '1.29',
    released: '2024-01-23',
    endOfStandard: '2025-03-23',
    endOfExtended: '2026-03-23',
    status: 'UNSUPPORTED',
    patch: '1.29.15',
    isDefault: false,
  },
  {
    version: '1.30',
    released: '2024-05-23',
    endOfStandard: '2025-07-23',
    endOfExtended: '2026-07-23',
    status: 'UNSUPPORTED',
    patch: '1.30.14',
    isDefault: false,
  },
  {
    version: '1.31',
    released: '2024-09-26',
    endOfStandard: '2025-11-26',
    endOfExtended: '2026-11-26',
    status: 'EXTENDED_SUPPORT',
    patch: '1.31.14',
    isDefault: false,
  },
  {
    version: '1.32',
    released: '2025-01-23',
    endOfStandard: '2026-03-23',
    endOfExtended: '2027-03-23',
    status: 'EXTENDED_SUPPORT',
    patch: '1.32.12',
    isDefault: false,
  },
  {
    version: '1.33',
    released: '2025-05-29',
    endOfStandard: '2026-07-29',
    endOfExtended: '2027-07-29',
    status: 'EXTENDED_SUPPORT',
    patch: '1.33.9',
    isDefault: false,
  },
  {
    version: '1.34',
    released: '2025-10-02',
    endOfStandard: '2026-12-02',
    endOfExtended: '2027-12-02',
    status: 'STANDARD_SUPPORT',
    patch: '1.34.6',
    isDefault: false,
  },
  {
    version: '1.35',
    released: '2026-01-27',
    endOfStandard: '2027-03-27',
    endOfExtended: '2028-03-27',
    status: 'STANDARD_SUPPORT',
    patch: '1.35.3',
    isDefault: true,
  },
  {
    version: '1.36',
    released: '2026-06-02',
    endOfStandard: '2027-08-02',
    endOfExtended: '2028-08-02',
    status: 'STANDARD_SUPPORT',
    patch: '1.36.1',
    isDefault: false,
  },
];

export function releaseVersion(minor: string): string {
  const release = RELEASES.find(r => r.version === minor);
  return `${release?.patch ?? `${minor}.0`}-20261102`;
}

/** The last minor that EKS has images of Amazon Linux 2 for (EKS User Guide, eks-ami-deprecation-faqs). */
const LAST_OF_AL2 = 32;

/** What EKS answers to a node group of this AMI type on this minor that it has no image for. */
export function withoutImage(
  amiType: string,
  version: string,
): string | undefined {
  return /^AL2_/.test(amiType) && Number(version.split('.')[1]) > LAST_OF_AL2
    ? `AMI Type ${amiType} is only supported for kubernetes versions 1.${LAST_OF_AL2} or earlier`
    : undefined;
}
