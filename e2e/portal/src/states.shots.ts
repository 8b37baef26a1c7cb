// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import fs from 'node:fs';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
// What is photographed stands beside what it shows, and is part of no package.
// eslint-disable-next-line @backstage/no-relative-monorepo-imports
import {
  sceneHref,
  scenes,
  type Scene,
} from '../../../plugins/eks-auto-mode/dev/scenes';
import { stumbles } from './accessibility';
import { tabTo } from './keyboard';
import { startBrowser } from './portal';
import { startStates, type States } from './states';

const MINUTE = 60_000;
jest.setTimeout(10 * MINUTE);

const folder = process.env.SHOTS;
/** Which scenes, by their names; all where it is not said. */
const only = new RegExp(process.env.SCENE ?? '');

let states: States;
let browser: Browser;
let page: Page;

/** A button or a box, as somebody would name it. */
const target = (name: string) =>
  page
    .getByRole('button', { name })
    .or(page.getByRole('checkbox', { name }))
    .first();

type Theme = 'light' | 'dark';

/** The scene as it stands once its words are there and nothing moves any more. */
async function open(scene: Scene, colorScheme: Theme): Promise<void> {
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
  await page.goto(new URL(sceneHref(scene), states.url).href);
  for (const name of scene.press ?? []) await target(name).click();
  await page.getByText(scene.says, { exact: false }).first().waitFor();
  if (scene.role) await page.getByRole(scene.role).first().waitFor();
  await page.waitForTimeout(400);
}

/** What is wrong with the scene as it stands, at this width. */
async function wrongAt(scene: Scene, width: number): Promise<string[]> {
  await page.setViewportSize({ width, height: 900 });
  await page.waitForTimeout(300);
  const wrong = await stumbles(page);
  const hidden = await page.evaluate(
    () =>
      document.documentElement.scrollWidth -
      document.documentElement.clientWidth,
  );
  if (hidden > 0) wrong.push(`${hidden} px too wide`);
  if (!(await page.getByText(scene.says).first().isVisible()))
    wrong.push(`“${scene.says}” is not to be seen`);
  for (const name of scene.barred ?? []) {
    if (!(await target(name).isDisabled()))
      wrong.push(`“${name}” may be pressed`);
  }
  return wrong.map(one => `at ${width} px: ${one}`);
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
  it.each(
    scenes
      .filter(({ name }) => only.test(name))
      .map(scene => [scene.name, scene] as const),
  )(
    'is seen in the light and in the dark, on a wide and on a narrow screen, and by axe: %s',
    async (name, scene) => {
      const wrong: string[] = [];
      for (const theme of ['light', 'dark'] as const) {
        try {
          await open(scene, theme);
        } catch (error) {
          await photograph(`${name}-failed`);
          wrong.push(`${theme}: never said “${scene.says}”: ${error}`);
          continue;
        }
        for (const width of [1440, 1024]) {
          const here = await wrongAt(scene, width);
          wrong.push(...here.map(one => `${theme}, ${one}`));
          await photograph(`${name}-${theme}-${width}`);
        }
      }
      expect(wrong).toEqual([]);
    },
  );
});

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
    await tabTo(page, /^Approve…$/);
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
    await tabTo(page, /^I confirm/);
    await page.keyboard.press('Space');
    await tabTo(page, /^Comment/);
    await page.keyboard.type('agreed with the teams');
    await tabTo(page, /^Approve and start on checkout-prod$/);
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
