// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import fs from 'node:fs';
import path from 'node:path';
import type { Browser, Locator, Page } from 'playwright-core';
import { stumbles } from './accessibility';
import { mend } from './mend';
import {
  guestToken,
  signIn,
  startBrowser,
  startPortal,
  type Portal,
} from './portal';

const MINUTE = 60_000;
jest.setTimeout(15 * MINUTE);

interface Cluster {
  id: string;
  name: string;
  entityRef: string;
  verdict?: string;
  readAt?: string;
}
interface Plan {
  id: string;
  digest: string;
  blockedBy: { code: string; message: string }[];
  steps: { id: string; gate?: { type: string } }[];
}
interface Run {
  id: string;
  state: string;
  steps: { id: string; kind: string; state: string }[];
}
interface Drain {
  evicted: number;
}

let portal: Portal;
let browser: Browser;
let page: Page;
/** The same person in the dark, on a small screen; only where pictures are wanted. */
let dark: Page | undefined;

const pictures = process.env.SHOTS;

async function shot(name: string): Promise<void> {
  if (!pictures) return;
  fs.mkdirSync(pictures, { recursive: true });
  await page.screenshot({
    path: path.join(pictures, `${name}-light-1440.png`),
    fullPage: true,
  });
}

/** What axe stumbled over on the pages of the way, by their names. */
const stumbled: string[] = [];

/** A page of the way: photographed, and looked at by axe. */
async function look(name: string): Promise<void> {
  await shot(name);
  // What stands around our pages is the host's.
  const found = await stumbles(page, 'main, [role="dialog"]');
  stumbled.push(...found.map(one => `${name}: ${one}`));
}

/** The page at the address that `page` has now, as the dark theme draws it once `settled` is there. */
async function darkShot(name: string, settled: RegExp): Promise<void> {
  if (!pictures) return;
  dark ??= await signIn(browser, portal, { width: 1024, dark: true });
  await dark.goto(page.url());
  await dark
    .getByText(settled)
    .first()
    .waitFor({ timeout: 2 * MINUTE });
  await dark.screenshot({
    path: path.join(pictures, `${name}-dark-1024.png`),
    fullPage: true,
  });
}

async function call<T>(
  method: string,
  route: string,
  body?: object,
): Promise<T> {
  const response = await fetch(
    `${portal.backendUrl}/api/eks-auto-mode/v1${route}`,
    {
      method,
      headers: {
        authorization: `Bearer ${await guestToken(portal)}`,
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

/** What `read` answers once `holds` says so; the last answer is in the error of a timeout. */
async function until<T>(
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

/** The assessed cluster of this name. */
async function assessed(name: string): Promise<Cluster> {
  const { items } = await until(
    `${name} is assessed`,
    5 * MINUTE,
    () => call<{ items: Cluster[] }>('GET', '/clusters'),
    clusters => clusters.items.some(c => c.name === name && c.verdict),
  );
  const found = items.find(c => c.name === name);
  if (!found) throw new Error(`There is no cluster ${name}`);
  return found;
}

/** What a screen reader is told of the run once it says `expected`; a blocked run fails at once. */
async function announced(expected: RegExp, timeoutMs: number): Promise<string> {
  const words = await until(
    `the page says ${expected}`,
    timeoutMs,
    async () => (await page.getByRole('status').allTextContents()).join('\n'),
    said => expected.test(said) || said.includes('is blocked: '),
  );
  expect(words).toMatch(expected);
  return words;
}

/** The part of a cluster's tab with this name. */
async function openPart(name: string): Promise<Locator> {
  await page
    .getByRole('tablist', { name: 'Parts of the migration' })
    .getByRole('tab', { name })
    .click();
  const panel = page.getByRole('tabpanel', { name });
  await panel.waitFor();
  return panel;
}

async function openFromFleet(name: string): Promise<void> {
  await page.getByRole('link', { name: 'EKS Auto Mode' }).first().click();
  await page
    .getByRole('table', { name: /Clusters of the catalog/ })
    .getByRole('link', { name, exact: true })
    .click({ timeout: 2 * MINUTE });
  // The entity's page and the tab both have the name as their heading.
  await page
    .getByRole('heading', { level: 2, name, exact: true })
    .first()
    .waitFor();
}

beforeAll(async () => {
  portal = await startPortal(8 * MINUTE);
  browser = await startBrowser();
  page = await signIn(browser, portal);
  page.setDefaultTimeout(2 * MINUTE);
}, 10 * MINUTE);

afterAll(async () => {
  await browser?.close();
  await portal?.stop();
}, MINUTE);

/** The findings of the open cluster that block and that the plan does not mend. */
function blockers(code: string): Locator {
  return page
    .getByRole('tabpanel', { name: 'Readiness' })
    .getByRole('listitem')
    .filter({
      has: page.getByRole('button', { name: new RegExp(`^${code}`) }),
    });
}

/** Opens a finding, does to its cluster what the patch in it says, and answers what that was. */
async function mendAsShown(cluster: string, code: string): Promise<string> {
  const finding = blockers(code).first();
  await finding.getByRole('button', { name: new RegExp(code) }).click();
  const patch = finding.getByRole('region').first();
  await patch.waitFor();
  const text = await patch.innerText();
  await mend(portal.sandboxUrl, cluster, text);
  return text;
}

/** Presses Refresh and waits until the page has read the cluster again. */
async function refresh(name: string): Promise<void> {
  const { readAt } = await assessed(name);
  await page.getByRole('button', { name: 'Refresh' }).click();
  await until(
    `${name} is read again`,
    2 * MINUTE,
    () => assessed(name),
    cluster => cluster.readAt !== readAt,
  );
}

describe('the first migration of a new user', () => {
  const name = 'checkout-prod';

  it('finds the blocked cluster, mends what its page shows, and migrates it to the end', async () => {
    await page.getByRole('link', { name: 'EKS Auto Mode' }).first().click();
    await page
      .getByRole('table', { name: /Clusters of the catalog/ })
      .getByRole('row', { name: new RegExp(name) })
      .filter({ hasText: 'Blocked' })
      .waitFor({ timeout: 5 * MINUTE });
    await look('01-fleet');
    await darkShot('01-fleet', new RegExp(name));

    await openFromFleet(name);
    await page.getByText(/^Not ready: /).waitFor();
    const payments = blockers('WL-01').filter({ hasText: 'payments-api' });
    await payments.getByRole('link', { name: 'Payments' }).waitFor();
    await look('02-blockers');
    await darkShot('02-blockers', /WL-01/);

    // Whoever owns each of these takes the patch from the page.
    expect(await mendAsShown(name, 'WL-01')).toContain('payments-api');
    await look('03-patch');
    expect(await mendAsShown(name, 'WL-09')).toContain('orders');
    expect(await mendAsShown(name, 'WL-02')).toContain('search');
    expect(await mendAsShown(name, 'WL-04')).toContain('search-reindex');
    await mendAsShown(name, 'ST-05');

    // The database stays where its volumes are, which somebody answers for.
    const volumes = blockers('ST-01').first();
    await volumes.getByRole('button', { name: /ST-01/ }).click();
    await volumes.getByRole('button', { name: 'Accept the risk…' }).click();
    const accepting = page.getByRole('dialog', { name: /^Accept the risk of/ });
    await accepting
      .getByLabel('Why is it acceptable?')
      .fill('Cassandra keeps its nodes until it moves in spring');
    await shot('04-accept');
    await accepting.getByRole('button', { name: 'Accept for 30 days' }).click();
    await accepting.waitFor({ state: 'detached' });

    await refresh(name);
    await blockers('WL-01').waitFor({ state: 'detached' });
    expect((await assessed(name)).verdict).toBe('needs-work');
    await page.getByText('Needs work', { exact: true }).first().waitFor();
    await shot('05-mended');
    await darkShot('05-mended', /Needs work/);

    const backups = await openPart('Backups');
    await backups.getByRole('button', { name: 'Back up now' }).click();
    await backups
      .getByRole('row')
      .filter({ hasText: 'Verified' })
      .waitFor({ timeout: 2 * MINUTE });
    await shot('06-backup');

    await openPart('Migration');
    // The new nodes prove themselves for as long as this says; nobody waits for it here.
    await page.getByLabel('Soak, in minutes').fill('0');
    await look('07-make-plan');
    await page
      .getByRole('button', { name: `Plan the migration of ${name}` })
      .click();
    await page
      .getByRole('heading', { name: `Plan 1 for ${name}` })
      .waitFor({ timeout: 2 * MINUTE });
    expect(
      await page
        .getByText(/^digest/)
        .first()
        .innerText(),
    ).toMatch(/digest\s+(sha256:)?[0-9a-f]{6,}/);
    const steps = page
      .getByRole('tabpanel', { name: 'Migration' })
      .getByRole('button', { expanded: false });
    expect(await steps.count()).toBeGreaterThan(4);
    await steps.filter({ hasText: 'irreversible' }).first().waitFor();
    await look('08-plan');
    await darkShot('08-plan', new RegExp(`Plan 1 for ${name}`));

    const approve = page.getByRole('button', { name: 'Approve…' });
    const approval = page.getByRole('dialog', { name: /^Approve plan 1/ });
    await approve.focus();
    await page.keyboard.press('Enter');
    await approval.waitFor();
    await page.keyboard.press('Escape');
    await approval.waitFor({ state: 'hidden' });
    expect(
      await approve.evaluate(button => button === document.activeElement),
    ).toBe(true);
    await page.keyboard.press('Enter');
    await approval.waitFor();
    for (const box of await approval.getByRole('checkbox').all()) {
      await box.check();
    }
    await approval
      .getByLabel('Comment')
      .fill('First migration, agreed with Payments');
    await look('09-approve');
    await approval
      .getByRole('button', { name: `Approve and start on ${name}` })
      .click();
    await announced(new RegExp(name), MINUTE);
    await look('10-run');
    await announced(/Move \d+ pods off/, 3 * MINUTE);
    await shot('11-drain');
    await darkShot('11-drain', /Move \d+ pods off/);
    const atGate = await announced(/waits for an approval/, 8 * MINUTE);
    expect(atGate).toContain(`The migration of ${name}`);
    await look('12-before-retirement');

    await page.getByRole('button', { name: 'Approve the retirement…' }).click();
    const retirement = page.getByRole('dialog', {
      name: `Delete the old node groups of ${name}`,
    });
    await look('13-retire');
    await retirement.getByRole('button', { name: /^Delete \d+ node/ }).click();
    const migrated = new RegExp(`${name} was migrated to Auto Mode`);
    await announced(migrated, 8 * MINUTE);
    const proof = page.getByRole('table', {
      name: 'The cluster before and after the migration',
    });
    await proof.waitFor();
    expect(await proof.getByRole('row').count()).toBeGreaterThan(2);
    expect(await proof.innerText()).not.toContain('Does not hold');
    await look('14-done');
    await darkShot('14-done', /was migrated to Auto Mode/);

    await openPart('History');
    const ran = page
      .getByRole('table', { name: /^Runs on this cluster/ })
      .getByRole('row', { name: /Plan 1/ });
    await ran.waitFor();
    expect(await ran.innerText()).toContain('Done');
    await look('15-history');

    await page.goto(
      `${portal.url}/catalog/default/component/payments-api/eks-auto-mode`,
    );
    const touched = page
      .getByRole('listitem')
      .filter({ hasText: 'Done' })
      .filter({ hasText: 'open run 1' });
    await touched.waitFor();
    await look('16-service');
    await darkShot('16-service', /open run 1/);
    await touched.getByRole('link', { name: 'open run 1' }).click();
    await announced(migrated, MINUTE);
  });

  it('takes a run back in the middle of a drain, with one button', async () => {
    const cluster = await assessed('batch-large');
    const plan = await call<Plan>('POST', `/clusters/${cluster.id}/plans`, {
      soakSeconds: 0,
    });
    expect(plan.blockedBy).toEqual([]);
    const { id } = await call<Run>('POST', `/plans/${plan.id}/approve`, {
      digest: plan.digest,
      comment: 'To be taken back',
      acknowledge: plan.steps
        .filter(step => step.gate?.type === 'acknowledge')
        .map(step => step.id),
    });
    await openFromFleet(cluster.name);
    await openPart('Migration');
    await until(
      'a pod is evicted',
      8 * MINUTE,
      () => call<Drain | null>('GET', `/runs/${id}/drain`),
      drain => (drain?.evicted ?? 0) > 0,
    );
    await look('20-drain');

    await page.getByRole('button', { name: 'Undo…' }).first().click();
    const question = page.getByRole('dialog', {
      name: `Undo the migration of ${cluster.name}`,
    });
    await shot('21-undo');
    await question.getByRole('button', { name: /^Undo \d+ step/ }).click();
    await announced(/is being undone|was undone/, 2 * MINUTE);
    await shot('22-undoing');
    await announced(/The migration of batch-large was undone/, 8 * MINUTE);
    await shot('23-undone');

    const run = await call<Run>('GET', `/runs/${id}`);
    expect(run.state).toBe('undone');
    await openPart('History');
    const row = page
      .getByRole('table', { name: /^Runs on this cluster/ })
      .getByRole('row', { name: /Plan 1/ });
    await row.filter({ hasText: 'Undone' }).waitFor();
  });

  it('has nothing on its way that axe stumbles over', () => {
    expect(stumbled).toEqual([]);
  });
});
