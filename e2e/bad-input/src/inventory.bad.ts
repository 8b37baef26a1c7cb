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

describe('an instance type that the price list lacks', () => {
  it('leaves open what the move costs, with the name of the type, in the API and on the page', async () => {
    const { id } = await portal.assessed('unpriced');
    const words = /No price is known for m8azn\.large/;
    expect(
      await portal.call('GET', `/clusters/${encodeURIComponent(id)}/cost`),
    ).toMatchObject({
      worth: 'unknown',
      because: [expect.stringMatching(words)],
      unpriced: ['m8azn.large'],
      nodesNow: 4,
    });
    const fee = (await portal.allFindings('unpriced')).find(
      ({ code }) => code === 'CO-01',
    );
    expect(fee?.evidence).toMatch(/without a price: m8azn\.large/);
    await pages.show('unpriced', [/Not known yet/, words]);
  });
});

describe('a launch template that was deleted since', () => {
  it('is named where no cost can be told for want of a plan', async () => {
    const { id } = await portal.assessed('template-deleted');
    const { status, message } = await portal.refusal(
      'GET',
      `/clusters/${encodeURIComponent(id)}/cost`,
    );
    expect(status).toBe(404);
    expect(message).toMatch(
      /^What template-deleted costs is not known: no plan can be made.*launchTemplates lt-\w+:1 .*does not exist/,
    );
    await pages.show('template-deleted', [
      /no plan can be made.*launchTemplates/,
    ]);
  });
});

describe('definitions of which nobody can list the objects', () => {
  it('are unread, by what fails as by what is not served, and what needs them is unknown', async () => {
    const { unreadParts } = await portal.detail('unserved');
    expect(Object.fromEntries(unreadParts.map(one => [one.part, one]))).toEqual(
      {
        eniConfigs: expect.objectContaining({
          reason: 'not-served',
          message: expect.stringContaining('unable to handle the request'),
        }),
        nodePools: expect.objectContaining({
          reason: 'not-served',
          message: expect.stringContaining('nodepools.karpenter.sh is defined'),
          remedy: expect.stringContaining(
            'kubectl describe crd nodepools.karpenter.sh',
          ),
        }),
      },
    );
    const findings = await portal.allFindings('unserved');
    nothingFailed(findings);
    const unknown = findings
      .filter(({ severity }) => severity === 'unknown')
      .map(({ code }) => code);
    // Where ENIConfigs send pods; whose the node pools are, and whether a pool of Karpenter's takes a workload.
    expect(unknown).toEqual(
      expect.arrayContaining(['NET-11', 'ADD-08', 'WL-11']),
    );
    await portal.logged(/warn/, arnOf('unserved'), /nodepools\.karpenter\.sh/);
    await pages.show('unserved', [
      /could not be read/,
      /nodepools\.karpenter\.sh is defined/,
      /kubectl describe crd/,
    ]);
  });

  it('let no plan be made, which would not know of a second provisioner', async () => {
    const { id } = await portal.assessed('unserved');
    const refused = await portal.refusal(
      'POST',
      `/clusters/${encodeURIComponent(id)}/plans`,
      {},
    );
    expect(refused.status).toBe(409);
    expect(refused.message).toMatch(
      /nodePools: list karpenter\.sh\/v1\/nodepools/,
    );
  });
});
