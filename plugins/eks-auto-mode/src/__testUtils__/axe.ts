// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { axe } from 'jest-axe';

/**
 * What a screen reader would stumble over, as sentences. jsdom lays nothing out, so colours are left
 * to the pictures; landmarks are the host page's.
 */
export async function stumbles(container: Element): Promise<string[]> {
  const { violations } = await axe(container, {
    rules: { 'color-contrast': { enabled: false }, region: { enabled: false } },
  });
  return violations.flatMap(v =>
    v.nodes.map(node => `${v.id}: ${v.help}: ${node.html.slice(0, 160)}`),
  );
}
