// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { defineCheck } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';

export const addonHealth = defineCheck({
  code: 'ADD-02',
  title: 'Add-ons are active and healthy',
  severity: 'blocker',
  resolvedBy: 'platform',
  reads: ['addons'],
  why: 'A broken DNS, network or storage add-on makes every pod that moves fail, and EKS refuses to update it.',
  remediation: 'Repair the add-on, or wait until its update has ended.',
  source: 'SDK, AddonStatus and AddonIssueCode',
  evaluate: ({ addons }) =>
    addons
      .filter(
        ({ status, healthIssues }) =>
          status !== 'ACTIVE' || healthIssues.length > 0,
      )
      .map(({ arn, name, status, healthIssues }) => ({
        subject: { arn },
        message:
          status === 'ACTIVE'
            ? `The add-on ${name} reports problems.`
            : `The add-on ${name} is ${status}.`,
        evidence: [
          `status = ${status}`,
          ...healthIssues.map(({ code, message }) => `${code}: ${message}`),
        ].join('; '),
      })),
});
