// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { chromium, type Browser, type Page } from 'playwright-core';
import { thePlace, type PortalPlace } from './place';

/** Longer than a loaded machine takes to show a page. */
const PATIENCE_MS = 45_000;

/** The portal's pages, as a guest sees them in the one browser of this suite. */
export class Pages {
  private constructor(
    private readonly browser: Browser,
    readonly page: Page,
    private readonly portal: PortalPlace,
  ) {}

  static async open(portal: PortalPlace): Promise<Pages> {
    const browser = await chromium.connect(thePlace().browser);
    const context = await browser.newContext({
      viewport: { width: 1024, height: 900 },
    });
    const page = await context.newPage();
    page.setDefaultTimeout(PATIENCE_MS);
    await page.goto(portal.url);
    await page.getByRole('button', { name: 'Enter' }).click();
    await page.getByRole('link', { name: 'EKS Auto Mode' }).first().waitFor();
    return new Pages(browser, page, portal);
  }

  /** The tab of an entity, or a part of it, once all of these words stand on it. */
  async show(
    entity: string,
    words: (string | RegExp)[],
    query: Record<string, string> = {},
  ): Promise<string> {
    await this.page.goto(
      `${
        this.portal.url
      }/catalog/default/resource/${entity}/eks-auto-mode?${new URLSearchParams(
        query,
      )}`,
    );
    return this.says(words);
  }

  /** What stands on the page that is open, once all of these words are on it. */
  async says(words: (string | RegExp)[]): Promise<string> {
    for (const each of words) {
      try {
        await this.page
          .getByText(each)
          .filter({ visible: true })
          .first()
          .waitFor();
      } catch (error) {
        throw new Error(
          `'${each}' does not stand on ${this.page.url()}: ${await this.text()}`,
          { cause: error },
        );
      }
    }
    return this.text();
  }

  text(): Promise<string> {
    return this.page.locator('body').innerText();
  }

  async close(): Promise<void> {
    await this.page.context().close();
    await this.browser.close();
  }
}
