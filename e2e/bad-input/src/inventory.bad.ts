// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { arnOf } from './world/accounts';
import { Pages } from './world/pages';
import { thePlace } from './world/place';
import { Portal, type Finding } from './world/portal';

jest.setTimeout(300_000);

const portal = new Portal(thePlace().portal);
let pages: Pages;

beforeAll(async () => {
  pages = await Pages.open(portal.place);
});
afterAll(() => pages?.close());

/** No check fell over what it read. */
function nothingFailed(findings: Finding[]) {
  expect(
    findings.filter(({ evidence }) => /^\w*Error\b/.test(evidence)),
  ).toEqual([]);
}

describe('a pod of four hundred containers', () => {
  it('is judged like any other: each rule once, with what fits of the evidence', async () => {
    const { unreadParts } = await portal.detail('crowded');
    expect(unreadParts).toEqual([]);
    const findings = await portal.allFindings('crowded');
    nothingFailed(findings);
    const about = findings.filter(({ subject }) => subject.name === 'web');
    const codes = about.map(({ code }) => code);
    // Not one of its containers is asked whether it is ready, half have a hostPath, half an emptyDir, some everything.
    expect(codes).toEqual(
      expect.arrayContaining(['WL-07', 'WL-14', 'WL-16', 'WL-17']),
    );
    expect(new Set(codes).size).toBe(codes.length);
    for (const { evidence } of about) {
      expect(evidence.length).toBeLessThanOrEqual(1500);
    }
  });

  it('stands on the page with the first of its parts and the number of the others', async () => {
    await pages.show('crowded', ['web', /WL-14/]);
    const row = pages.page
      .getByRole('button', { expanded: false })
      .filter({ hasText: 'WL-14' });
    await row.first().click();
    await pages.says([/and \d+ more/]);
  });
});

describe('an aggregated API that is down', () => {
  it('takes nothing with it but what only it can tell', async () => {
    const { summary, unreadParts } = await portal.detail('aggregated-down');
    expect(unreadParts.map(({ part }) => part).sort()).toEqual([
      'nodeMetrics',
      'podMetrics',
    ]);
    for (const part of unreadParts) {
      expect(part).toMatchObject({
        reason: 'not-served',
        message: expect.stringContaining('no route to host'),
        remedy: expect.stringContaining('APIService'),
      });
    }
    expect(summary.verdict).toBe((await portal.assessed('drifted')).verdict);
    nothingFailed(await portal.allFindings('aggregated-down'));
    await portal.logged(/warn/, arnOf('aggregated-down'), /APIService/);
    await pages.show('aggregated-down', [/could not be read/, /APIService/]);
  });
});

describe('a thousand findings of one code', () => {
  it('are a thousand in the API, page by page, none twice', async () => {
    const findings = await portal.allFindings('thousandfold');
    nothingFailed(findings);
    const lonely = findings.filter(({ code }) => code === 'WL-05');
    expect(lonely).toHaveLength(1000);
    expect(new Set(lonely.map(({ subject }) => subject.name)).size).toBe(1000);
    expect(new Set(findings.map(({ id }) => id)).size).toBe(findings.length);
  });

  it('are all on the page: fifty at once, the others by a click', async () => {
    await pages.show('thousandfold', [/Show all \d{4}/]);
    const rows = pages.page
      .getByRole('listitem')
      .filter({ hasText: /WL-05/ })
      .filter({ hasText: /lonely-/ });
    expect(await rows.count()).toBeLessThanOrEqual(50);
    await pages.page.getByRole('button', { name: /Show all \d{4}/ }).click();
    await pages.says([/lonely-999/]);
    expect(await rows.count()).toBe(1000);
  });
});
