// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

/** Where a check's source can be opened: the page of the EKS User Guide that it names, or its own address. */
export function sourceLink(source: string): string | undefined {
  const address = /https:\/\/[^\s)]+/.exec(source);
  if (address) {
    return address[0];
  }
  const page = /(?:EKS User Guide,|\bUG)\s+([a-z0-9]+(?:-[a-z0-9]+)+)/.exec(
    source,
  );
  return page
    ? `https://docs.aws.amazon.com/eks/latest/userguide/${page[1]}.html`
    : undefined;
}
