// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { api } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import { areaOf } from '../../../words/readiness';
import { subjectName, subjectWhole } from '../../../words/subject';

/** The filters of the readiness list, as they stand in the URL. */
export interface FindingFilter {
  severity?: string;
  owner?: string;
  area?: string;
  search?: string;
}

/** The owner filter's value for what nobody owns. */
export const NO_OWNER = 'none';

/** The findings that a filter lets through; the search looks at every text of a finding. */
export function filterFindings(
  findings: api.Finding[],
  filter: FindingFilter,
): api.Finding[] {
  const words = (filter.search ?? '')
    .toLowerCase()
    .split(/\s+/)
    .filter(Boolean);
  return findings.filter(finding => {
    if (filter.severity && finding.severity !== filter.severity) {
      return false;
    }
    if (filter.owner && (finding.owner ?? NO_OWNER) !== filter.owner) {
      return false;
    }
    if (filter.area && areaOf(finding.code) !== filter.area) {
      return false;
    }
    const text = [
      finding.code,
      finding.title,
      finding.message,
      finding.evidence,
      finding.owner ?? '',
      subjectName(finding.subject),
      subjectWhole(finding.subject),
    ]
      .join(' ')
      .toLowerCase();
    return words.every(word => text.includes(word));
  });
}
