// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { defineCheck } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';

export const addonCompatibility = defineCheck({
  code: 'ADD-04',
  title: 'Add-ons fit the cluster’s version',
  severity: 'warning',
  resolvedBy: 'platform',
  reads: ['cluster', 'addons'],
  why: 'EKS does not support this version of the add-on on this version of Kubernetes.',
  remediation: 'Update the add-on to a version that EKS lists for the cluster.',
  source: 'SDK, DescribeAddonVersions',
  evaluate: ({ cluster, addons }) =>
    addons
      .filter(
        ({ version, compatibleVersions }) =>
          !compatibleVersions.includes(version),
      )
      .map(({ arn, name, version, compatibleVersions: [newest] }) => ({
        subject: { arn },
        message: `EKS does not list ${name} ${version} for Kubernetes ${cluster.version}.`,
        evidence: newest
          ? `newest that it lists: ${newest}`
          : `eks:DescribeAddonVersions lists no version of it for ${cluster.version}`,
        // Add-ons of the community and of the Marketplace stand in the same list.
        remedy: newest
          ? undefined
          : 'EKS lists none that fits: ask who makes the add-on, or install it without EKS, before you rely on it.',
      })),
});
