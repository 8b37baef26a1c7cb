// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

/** A cell of an export. */
export type Cell = string | number | boolean | undefined;

function csvCell(value: Cell): string {
  const text = value === undefined ? '' : String(value);
  // A spreadsheet runs what begins with these; text from clusters is hostile (OWASP, CSV injection).
  const safe =
    typeof value === 'string' && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\n\r]/.test(safe) ? `"${safe.replace(/"/g, '""')}"` : safe;
}

/** RFC 4180 text with a header row. */
export function toCsv(header: string[], rows: Cell[][]): string {
  return [header, ...rows]
    .map(row => row.map(csvCell).join(','))
    .join('\r\n')
    .concat('\r\n');
}

/** The same rows as objects. */
export function toJson(header: string[], rows: Cell[][]): string {
  return `${JSON.stringify(
    rows.map(row => Object.fromEntries(header.map((h, i) => [h, row[i]]))),
    undefined,
    2,
  )}\n`;
}
