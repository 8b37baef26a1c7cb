// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import fs from 'node:fs';
import path from 'node:path';
import type {
  Browser,
  Locator,
  Page,
  PageScreenshotOptions,
} from 'playwright-core';
import { stumbles } from './accessibility';
import {
  guestToken,
  signIn,
  startBrowser,
  startPortal,
  type Portal,
} from './portal';

export const MINUTE = 60_000;

export interface Cluster {
  id: string;
  name: string;
  entityRef: string;
  verdict?: string;
  readAt?: string;
}

const pictures = process.env.SHOTS;

/** What `read` answers once `holds` says so; the last answer is in the error of a timeout. */
export async function until<T>(
  what: string,
  timeoutMs: number,
  read: () => Promise<T>,
  holds: (value: T) => boolean,
): Promise<T> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const value = await read();
    if (holds(value)) return value;
    if (Date.now() > deadline) {
      throw new Error(
        `${what}: not after ${timeoutMs / 1000} s: ${JSON.stringify(value)}`,
      );
    }
    await new Promise(resolve => setTimeout(resolve, 1000));
  }
}

/** The portal, and a person in front of it. */
export class Stage {
  /** What axe stumbled over on the pages of the way, by their names. */
  readonly stumbled: string[] = [];
  /** The same person in the dark, on a small screen; only where pictures are wanted. */
  #dark: Page | undefined;

  private constructor(
    readonly portal: Portal,
    private readonly browser: Browser,
    readonly page: Page,
  ) {}

  static async open(): Promise<Stage> {
    const portal = await startPortal(8 * MINUTE);
    try {
      const browser = await startBrowser();
      const page = await signIn(browser, portal);
      page.setDefaultTimeout(2 * MINUTE);
      return new Stage(portal, browser, page);
    } catch (error) {
      await portal.stop();
      throw error;
    }
  }

  async close(): Promise<void> {
    await this.browser.close();
    await this.portal.stop();
  }

  async shot(
    name: string,
    options: PageScreenshotOptions = { fullPage: true },
  ): Promise<void> {
    if (!pictures) return;
    fs.mkdirSync(pictures, { recursive: true });
    await this.page.screenshot({
      path: path.join(pictures, `${name}-light-1440.png`),
      ...options,
    });
  }

  /** A page of the way: photographed, and looked at by axe. */
  async look(name: string): Promise<void> {
    await this.shot(name);
    // What stands around our pages is the host's.
    const found = await stumbles(this.page, 'main, [role="dialog"]');
    this.stumbled.push(...found.map(one => `${name}: ${one}`));
  }

  /** The page at the address that `page` has now, as the dark theme draws it once `settled` is there. */
  async darkShot(name: string, settled: RegExp): Promise<void> {
    if (!pictures) return;
    this.#dark ??= await signIn(this.browser, this.portal, {
      width: 1024,
      dark: true,
    });
    const dark = this.#dark;
    await dark.goto(this.page.url());
    await dark
      .getByText(settled)
      .first()
      .waitFor({ timeout: 2 * MINUTE });
    await dark.screenshot({
      path: path.join(pictures, `${name}-dark-1024.png`),
      fullPage: true,
    });
  }

  /** The API as CI asks it, as the guest. */
  async call<T>(method: string, route: string, body?: object): Promise<T> {
    const response = await fetch(
      `${this.portal.backendUrl}/api/eks-auto-mode/v1${route}`,
      {
        method,
        headers: {
          authorization: `Bearer ${await guestToken(this.portal)}`,
          'content-type': 'application/json',
        },
        body: body && JSON.stringify(body),
      },
    );
    const text = await response.text();
    if (!response.ok) {
      throw new Error(`${method} ${route}: ${response.status} ${text}`);
    }
    return JSON.parse(text);
  }

  /** How many clusters the sandbox has, whatever the portal knows of them. */
  async fleetSize(): Promise<number> {
    const health = await fetch(`${this.portal.sandboxUrl}/_sandbox/health`);
    return (await health.json()).clusters;
  }

  async clusters(): Promise<Cluster[]> {
    const { items } = await this.call<{ items: Cluster[] }>(
      'GET',
      '/clusters?limit=500',
    );
    return items;
  }

  /** The assessed cluster of this name. */
  async assessed(name: string): Promise<Cluster> {
    const clusters = await until(
      `${name} is assessed`,
      5 * MINUTE,
      () => this.clusters(),
      all => all.some(c => c.name === name && c.verdict),
    );
    const found = clusters.find(c => c.name === name);
    if (!found) throw new Error(`There is no cluster ${name}`);
    return found;
  }

  /** What a screen reader is told of the run once it says `expected`; a blocked run fails at once. */
  async announced(expected: RegExp, timeoutMs: number): Promise<string> {
    const words = await until(
      `the page says ${expected}`,
      timeoutMs,
      async () =>
        (await this.page.getByRole('status').allTextContents()).join('\n'),
      said => expected.test(said) || said.includes('is blocked: '),
    );
    if (!expected.test(words)) {
      throw new Error(`Expected ${expected}, but the page says: ${words}`);
    }
    return words;
  }

  /** Waits until each of these words is on the page. */
  async finds(words: string[]): Promise<void> {
    for (const each of words) await this.page.getByText(each).first().waitFor();
  }

  /** Whether it can be seen without scrolling. */
  async isInView(one: Locator): Promise<boolean> {
    const box = await one.boundingBox();
    const { height = 0 } = this.page.viewportSize() ?? {};
    return box !== null && box.y >= 0 && box.y + box.height <= height;
  }

  /** The part of a cluster's tab with this name. */
  async openPart(name: string): Promise<Locator> {
    await this.page
      .getByRole('tablist', { name: 'Parts of the migration' })
      .getByRole('tab', { name })
      .click();
    const panel = this.page.getByRole('tabpanel', { name });
    await panel.waitFor();
    return panel;
  }

  async openFromFleet(name: string): Promise<void> {
    await this.page
      .getByRole('link', { name: 'EKS Auto Mode' })
      .first()
      .click();
    await this.page
      .getByRole('table', { name: /Clusters of the catalog/ })
      .getByRole('link', { name, exact: true })
      .click({ timeout: 2 * MINUTE });
    // The entity's page and the tab both have the name as their heading.
    await this.page
      .getByRole('heading', { level: 2, name, exact: true })
      .first()
      .waitFor();
  }
}
