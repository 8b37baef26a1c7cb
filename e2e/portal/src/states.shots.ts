// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import fs from 'node:fs';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { stumbles } from './accessibility';
import { startBrowser } from './portal';
import { startStates, type States } from './states';

const MINUTE = 60_000;
jest.setTimeout(60 * MINUTE);

interface Scene {
  name: string;
  href: string;
  says: string;
  press: string[];
}

const folder = process.env.SHOTS;
/** Which scenes, by their names; all where it is not said. */
const only = new RegExp(process.env.SCENE ?? '');

let states: States;
let browser: Browser;
let page: Page;

async function press(name: string): Promise<void> {
  await page
    .getByRole('button', { name })
    .or(page.getByRole('checkbox', { name }))
    .first()
    .click();
}

type Theme = 'light' | 'dark';

/** The scene as it stands once its words are there and nothing moves any more. */
async function open(scene: Scene, colorScheme: Theme): Promise<void> {
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
  await page.goto(new URL(scene.href, states.url).href);
  for (const name of scene.press) await press(name);
  await page.getByText(scene.says, { exact: false }).first().waitFor();
  await page.waitForTimeout(400);
}

async function photograph(name: string): Promise<void> {
  if (!folder) return;
  fs.mkdirSync(folder, { recursive: true });
  await page.screenshot({
    path: path.join(folder, `${name.replace(/ /g, '-')}.png`),
    fullPage: true,
  });
}

beforeAll(async () => {
  states = await startStates('dev', process.env.STATES_URL);
  browser = await startBrowser();
  page = await browser.newPage();
  page.setDefaultTimeout(2 * MINUTE);
}, 5 * MINUTE);

afterAll(async () => {
  await browser?.close();
  await states?.stop();
});

describe('every state that the design names', () => {
  it('can be seen in the light and in the dark, on a wide and on a narrow screen, and by axe', async () => {
    await page.goto(new URL('/scenes', states.url).href);
    await page.locator('a[data-scene]').first().waitFor();
    const scenes = await page.locator('a[data-scene]').evaluateAll(links =>
      links.map(
        (link): Scene => ({
          name: link.getAttribute('data-scene') ?? '',
          href: link.getAttribute('href') ?? '',
          says: link.getAttribute('data-says') ?? '',
          press: JSON.parse(link.getAttribute('data-press') ?? '[]'),
        }),
      ),
    );
    expect(scenes.length).toBeGreaterThan(30);
    const wrong: string[] = [];
    // Said at once too: the whole takes minutes.
    const say = (words: string) => {
      wrong.push(words);
      process.stderr.write(`${words}\n`);
    };
    for (const scene of scenes.filter(s => only.test(s.name))) {
      for (const theme of ['light', 'dark'] as const) {
        try {
          await open(scene, theme);
        } catch (error) {
          say(`${scene.name} (${theme}): never said “${scene.says}”: ${error}`);
          await photograph(`${scene.name}-failed`);
          continue;
        }
        await photograph(`${scene.name}-${theme}-1440`);
        for (const stumble of await stumbles(page)) {
          say(`${scene.name} (${theme}): ${stumble}`);
        }
        await page.setViewportSize({ width: 1024, height: 900 });
        await page.waitForTimeout(300);
        await photograph(`${scene.name}-${theme}-1024`);
        const hidden = await page.evaluate(
          () =>
            document.documentElement.scrollWidth -
            document.documentElement.clientWidth,
        );
        if (hidden > 0) say(`${scene.name}: ${hidden} px too wide at 1024 px`);
      }
    }
    expect(wrong).toEqual([]);
  });
});

/** Presses Tab until what has the focus is called so. */
async function tabTo(name: RegExp): Promise<void> {
  for (let i = 0; i < 150; i++) {
    await page.keyboard.press('Tab');
    const focused = await page.evaluate(() => {
      const element = document.activeElement;
      const label =
        element instanceof HTMLInputElement ||
        element instanceof HTMLTextAreaElement
          ? element.labels?.[0]?.textContent
          : undefined;
      return label ?? element?.textContent ?? '';
    });
    if (name.test(focused)) return;
  }
  throw new Error(`Tab does not reach ${name}`);
}

describe('somebody without a mouse', () => {
  it('opens a plan, approves it and watches its run', async () => {
    await page.setViewportSize({ width: 1440, height: 900 });
    await page.goto(
      new URL(
        '/catalog/default/resource/checkout-prod/eks-auto-mode?tab=migration&story=plan+open',
        states.url,
      ).href,
    );
    await page.getByText('Plan 7 for checkout-prod').waitFor();
    await tabTo(/^Approve…$/);
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog', { name: /^Approve plan 7/ });
    await dialog.waitFor();
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'hidden' });
    const focused = () =>
      page.evaluate(() => document.activeElement?.textContent);
    expect(await focused()).toBe('Approve…');

    await page.keyboard.press('Enter');
    await dialog.waitFor();
    await tabTo(/^I confirm/);
    await page.keyboard.press('Space');
    await tabTo(/^Comment/);
    await page.keyboard.type('agreed with the teams');
    await tabTo(/^Approve and start on checkout-prod$/);
    await page.keyboard.press('Enter');
    await page.getByText('is being migrated').first().waitFor();
  });
});

describe('an app of the legacy frontend system', () => {
  it('shows the fleet, the tabs and the cards', async () => {
    const legacy = await startStates('dev/legacy', process.env.LEGACY_URL);
    const wrong: string[] = [];
    try {
      await page.setViewportSize({ width: 1440, height: 900 });
      for (const theme of ['light', 'dark'] as const) {
        await page.emulateMedia({
          colorScheme: theme,
          reducedMotion: 'reduce',
        });
        for (const [name, address, says] of [
          ['fleet', '/eks-auto-mode', 'of 7 clusters'],
          [
            'cluster',
            '/catalog/default/resource/checkout-prod/eks-auto-mode',
            'block checkout-prod',
          ],
          [
            'run',
            '/catalog/default/resource/checkout-prod/eks-auto-mode?tab=migration&story=draining',
            '62 of 84 done',
          ],
          [
            'service',
            '/catalog/default/component/payments-api/eks-auto-mode',
            'it blocks the migration',
          ],
          [
            'overview',
            '/catalog/default/component/payments-api',
            'Open Auto Mode',
          ],
        ]) {
          await page.goto(new URL(address, legacy.url).href);
          const words = page.getByText(says).first();
          const enter = page.getByRole('button', { name: 'Enter' });
          await words.or(enter).first().waitFor();
          if (await enter.isVisible()) await enter.click();
          await words.waitFor();
          await page.waitForTimeout(500);
          await photograph(`legacy-${name}-${theme}`);
          wrong.push(
            ...(await stumbles(page)).map(one => `${name} (${theme}): ${one}`),
          );
        }
      }
    } finally {
      await legacy.stop();
    }
    expect(wrong).toEqual([]);
  });
});
