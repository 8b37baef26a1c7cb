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

/** What findings can be sorted by within their severity, by the names in the URL (`sort`). */
export const ORDERS: Record<
  string,
  { label: string; by: (finding: api.Finding) => string }
> = {
  since: { label: 'oldest first', by: f => f.since },
  owner: { label: 'by owner', by: f => f.owner ?? '~' },
  subject: { label: 'by subject', by: f => subjectName(f.subject) },
};

/** The findings in an order of {@link ORDERS}; by code where it names none. */
export function sortFindings(
  findings: api.Finding[],
  order: string | undefined,
): api.Finding[] {
  const by = ORDERS[order ?? '']?.by ?? (f => f.code);
  return [...findings].sort((a, b) =>
    by(a).localeCompare(by(b), 'en', { numeric: true }),
  );
}

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
