// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { defineCheck } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { launchingGroups, launchParts } from '../../launchTemplates';

/** Pods of an Auto node (EKS User Guide, automode-learn-instances). */
const MOST_PODS = 110;

const SETTINGS: [RegExp, string][] = [
  [/kube-?reserved|system-?reserved/i, 'reserved resources'],
  [/allowed-unsafe-sysctls|allowedUnsafeSysctls/i, 'unsafe sysctls'],
  [/cpu-?manager-?policy["']?\s*[=:]\s*["']?static/i, 'static CPU policy'],
  [/eviction-?hard|eviction-?soft/i, 'eviction thresholds'],
];

export const kubeletSettings = defineCheck({
  code: 'NG-22',
  title: 'Groups of nodes need no kubelet settings of their own',
  severity: 'warning',
  resolvedBy: 'platform',
  reads: launchParts,
  why: 'Auto nodes take only a few settings of the kubelet, and no more than 110 pods.',
  remediation:
    'See which of them advancedCompute of a NodeClass can carry, and try without the others.',
  source: 'EKS User Guide, create-node-class; automode-learn-instances',
  evaluate: parts =>
    launchingGroups(parts).flatMap(({ arn, words, template }) => {
      const text = template?.userData ?? '';
      const pods = Number(
        /max-?pods["']?\s*[=:]?\s*["']?(\d+)/i.exec(text)?.[1] ?? 0,
      );
      const found = [
        ...(pods > MOST_PODS ? [`max pods ${pods}`] : []),
        ...SETTINGS.filter(([pattern]) => pattern.test(text)).map(
          ([, setting]) => setting,
        ),
      ];
      if (found.length === 0) return [];
      return [
        {
          subject: { arn },
          message: `The kubelets of the ${words} have settings that Auto nodes take only in part.`,
          evidence: `user data: ${found.join(', ')}`,
        },
      ];
    }),
});
