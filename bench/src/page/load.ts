// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { gzipSync } from 'node:zlib';
import type { Browser, BrowserContext, Response } from 'playwright-core';
import type { MeasuredPage } from './pages';

/** Paints come late; none is expected any more after so long without a request. */
const SETTLED_MS = 1_000;

export interface Load {
  /** Largest contentful paint, in ms since the navigation began. */
  lcpMs: number;
  /** Bytes of each script and style sheet, compressed as a server would send it, by address. */
  code: Map<string, number>;
}

type SignedIn = Awaited<ReturnType<BrowserContext['storageState']>>;

async function codeOf(responses: readonly Response[]) {
  const code = new Map<string, number>();
  for (const response of responses) {
    const { pathname } = new URL(response.url());
    if (!/\.(js|css)$/.test(pathname) || !response.ok()) continue;
    code.set(pathname, gzipSync(await response.body()).length);
  }
  return code;
}

/** Opens one page as somebody does who was never there: signed in, with an empty cache. */
export async function load(
  browser: Browser,
  url: string,
  page: MeasuredPage,
  storageState: SignedIn,
): Promise<Load> {
  const context = await browser.newContext({
    viewport: { width: 1440, height: 900 },
    storageState,
  });
  try {
    const tab = await context.newPage();
    const responses: Response[] = [];
    tab.on('response', response => responses.push(response));
    await tab.goto(`${url}${page.path}`, { timeout: 60_000 });
    await tab
      .getByText(page.shows)
      .filter({ visible: true })
      .first()
      .waitFor({ timeout: 60_000 });
    await tab.waitForLoadState('networkidle');
    await tab.waitForTimeout(SETTLED_MS);
    const lcpMs = await tab.evaluate(
      () =>
        new Promise<number | undefined>(resolve => {
          new PerformanceObserver(list =>
            resolve(list.getEntries().at(-1)?.startTime),
          ).observe({ type: 'largest-contentful-paint', buffered: true });
        }),
    );
    if (lcpMs === undefined)
      throw new Error(`${page.path} painted nothing that Chromium counts`);
    return { lcpMs, code: await codeOf(responses) };
  } finally {
    await context.close();
  }
}
