// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

/**
 * Whether labels satisfy a selector in kubectl's notation: `app=payments,tier in (api, web),!legacy`.
 * A text that is no selector matches nothing.
 */
export function matchesLabelSelector(
  selector: string,
  labels: Record<string, string>,
): boolean {
  // Commas inside parentheses separate values, not requirements.
  const requirements = selector
    .split(/,(?![^(]*\))/)
    .map(r => r.trim())
    .filter(r => r !== '');
  return (
    requirements.length > 0 && requirements.every(r => satisfies(r, labels))
  );
}

function satisfies(
  requirement: string,
  labels: Record<string, string>,
): boolean {
  const set = /^([^\s!=()]+)\s+(in|notin)\s+\(([^)]*)\)$/.exec(requirement);
  if (set) {
    const [, key, operator, list] = set;
    const values = list.split(',').map(v => v.trim());
    const has = key in labels && values.includes(labels[key]);
    return operator === 'in' ? has : !has;
  }
  const equality = /^([^\s!=()]+)\s*(!=|==|=)\s*([^\s!=()]*)$/.exec(
    requirement,
  );
  if (equality) {
    const [, key, operator, value] = equality;
    const equal = labels[key] === value;
    return operator === '!=' ? !equal : equal;
  }
  const existence = /^(!?)\s*([^\s!=()]+)$/.exec(requirement);
  if (!existence) return false;
  const [, not, key] = existence;
  return not ? !(key in labels) : key in labels;
}
