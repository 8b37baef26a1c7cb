// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import os from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  guestToken,
  signIn,
  startBrowser,
  startPortal,
  type Portal,
} from '@internal/portal-e2e';
import { z } from 'zod';
import type { BenchContext } from '../bench';
import { builtApp } from './app';
import { load, type Load } from './load';
import type { PageOptions } from './options';
import { pageNames, pages, type PageName } from './pages';
import { summarise } from './summary';

const clusters = z.object({
  items: z.array(z.object({ verdict: z.string().optional() })),
});
const sandbox = z.object({ clusters: z.number() });

async function untilAssessed(portal: Portal, { signal }: BenchContext) {
  const token = await guestToken(portal);
  const health = await fetch(`${portal.sandboxUrl}/_sandbox/health`, {
    signal,
  });
  const fleet = sandbox.parse(await health.json()).clusters;
  const deadline = Date.now() + 180_000;
  for (;;) {
    const answer = await fetch(
      `${portal.backendUrl}/api/eks-auto-mode/v1/clusters?limit=500`,
      { headers: { authorization: `Bearer ${token}` }, signal },
    );
    const { items } = clusters.parse(await answer.json());
    // The catalog comes to know them one file after the other.
    if (items.filter(({ verdict }) => verdict).length === fleet) return;
    if (Date.now() > deadline)
      throw new Error(
        `Not all of ${fleet} clusters had a verdict after three minutes`,
      );
    await sleep(1_000, undefined, { signal });
  }
}

/** Pages take turns within a round, so that what the machine does besides falls on all of them. */
export async function measure(
  { rounds }: PageOptions,
  context: BenchContext,
): Promise<object> {
  const { progress, signal } = context;
  progress('the app is built');
  const app = await builtApp(signal);
  try {
    progress('the portal is started');
    const portal = await startPortal();
    try {
      await untilAssessed(portal, context);
      const browser = await startBrowser();
      try {
        // The backend serves the app as it was built.
        const url = portal.backendUrl;
        const first = await signIn(browser, { ...portal, url });
        const state = await first.context().storageState();
        await first.close();
        const open = (name: PageName) => load(browser, url, pages[name], state);
        // Once for nothing: the backend has read its files then.
        for (const name of pageNames) await open(name);
        const loads: Record<PageName, Load>[] = [];
        for (let round = 1; round <= rounds; round += 1) {
          const one = {
            bare: await open('bare'),
            overview: await open('overview'),
            tab: await open('tab'),
            fleet: await open('fleet'),
          };
          progress(
            `round ${round}: ${pageNames
              .map(name => `${name} ${Math.round(one[name].lcpMs)} ms`)
              .join(', ')}`,
          );
          loads.push(one);
        }
        return {
          schema: 'bench-page/v1',
          machine: { cpus: os.cpus().length, loadAverage: os.loadavg() },
          ...summarise(loads),
        };
      } finally {
        await browser.close();
      }
    } finally {
      await portal.stop();
    }
  } finally {
    await app.remove();
  }
}
