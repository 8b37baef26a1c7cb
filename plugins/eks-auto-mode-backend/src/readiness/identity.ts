// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import {
  subjectKey,
  type Finding,
} from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';

/**
 * What tells the findings of one check on one cluster apart. What could not be read never takes the
 * place of what was found: a check that was judged in part says both of the same subject.
 */
export function identityOf({
  subject,
  severity,
}: Pick<Finding, 'subject' | 'severity'>): string {
  const key = subjectKey(subject);
  return severity === 'unknown' ? `${key}\nunknown` : key;
}
