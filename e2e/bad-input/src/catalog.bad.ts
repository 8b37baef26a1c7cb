// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { arnOf } from './world/accounts';
import { hostile } from './world/hostile';
import { Pages } from './world/pages';
import { thePlace } from './world/place';
import { Portal, until, type Cluster, type Problem } from './world/portal';

jest.setTimeout(300_000);

const portal = new Portal(thePlace().portal);
let pages: Pages;

beforeAll(async () => {
  pages = await Pages.open(portal.place);
});
afterAll(() => pages?.close());

/** What the API says of an entity's own faults. */
async function problemOf(entity: string): Promise<Problem[]> {
  const { problems } = await until(
    `a problem of ${entity}`,
    90_000,
    () =>
      portal.call<{ items: Cluster[]; problems: Problem[] }>(
        'GET',
        `/clusters?entityRef=${encodeURIComponent(
          `resource:default/${entity}`,
        )}`,
      ),
    (answer): answer is { items: Cluster[]; problems: Problem[] } =>
      answer.problems.length > 0,
  );
  return problems;
}

interface Item {
  what: string;
  entity: string;
  code: string;
  message: (string | RegExp)[];
  remedy: string | RegExp;
}

const items: Item[] = [
  {
    what: 'a malformed ARN',
    entity: 'malformed',
    code: 'malformed-arn',
    message: ['resource:default/malformed', 'arn:aws:eks:us-east-1:oops'],
    remedy: 'Correct the annotation amazonaws.com/arn',
  },
  {
    what: 'two annotations that name two clusters',
    entity: 'disagrees',
    code: 'annotations-disagree',
    message: [
      'resource:default/disagrees names two clusters',
      arnOf('drifted'),
      arnOf('updating'),
    ],
    remedy: 'Correct one of the two annotations, or remove it',
  },
  {
    what: 'an account that is not the one of the ARN',
    entity: 'disagrees-account',
    code: 'annotations-disagree',
    message: ['names account 999988887777', 'account 111122223333'],
    remedy: 'Correct amazonaws.com/account-id, or the ARN',
  },
  {
    what: 'two entities with one ARN',
    entity: 'twice-b',
    code: 'duplicate-arn',
    message: [
      'resource:default/twice-a and resource:default/twice-b',
      arnOf('twice-named'),
    ],
    remedy: 'Keep the ARN on one of them',
  },
  {
    what: 'an owner that does not exist',
    entity: 'nobodys',
    code: 'owner-missing',
    message: ['resource:default/nobodys', 'group:default/team-of-nobody'],
    remedy:
      /Add group:default\/team-of-nobody to the catalog, or correct spec.owner/,
  },
];

describe('what is wrong in the catalog is named, with its remedy, in the API, in the log and on the page', () => {
  it.each(items)('$what', async ({ entity, code, message, remedy }) => {
    const [problem] = await problemOf(entity);
    expect(problem.code).toBe(code);
    for (const part of message) expect(problem.message).toMatch(part);
    expect(problem.remedy).toMatch(remedy);
    await portal.logged(/warn/, ...message, remedy);
    await pages.show(entity, [...message, remedy]);
  });

  it('takes neither of two entities for the one that a cluster belongs to', async () => {
    const cluster = await portal.cluster('twice-named');
    expect(cluster.entityRef).toBeUndefined();
    expect(cluster.owner).toBeUndefined();
    expect(cluster.problem?.code).toBe('duplicate-arn');
  });

  it('goes on reading a cluster whose owner does not exist', async () => {
    const cluster = await portal.assessed('nobodys');
    expect(cluster.verdict).not.toBe('unreachable');
    expect(cluster.problem).toBeUndefined();
  });

  it('says of a cluster that was deleted since that EKS has it no more', async () => {
    const cluster = await portal.assessed('deleted');
    expect(cluster.verdict).toBe('unreachable');
    expect(cluster.problem?.message).toMatch(
      /DescribeCluster.*No cluster found for name: deleted/,
    );
    expect(cluster.problem?.remedy).toMatch(
      /was deleted, or its ARN is wrong.*remove the entity/i,
    );
    await portal.logged(/warn/, arnOf('deleted'), /was deleted, or its ARN/i);
    await pages.show('deleted', [/was deleted, or its ARN is wrong/i]);
    const refused = await portal.refusal(
      'POST',
      `/clusters/${encodeURIComponent(cluster.id)}/plans`,
      {},
    );
    expect(refused.status).toBe(409);
    expect(refused.message).toMatch(/No cluster found for name: deleted/);
  });
});

describe('hostile text', () => {
  /** Nothing that was only to be shown has run. */
  async function nothingRan() {
    const seen = await pages.page.evaluate(() => {
      const { clientWidth, scrollWidth } = document.documentElement;
      const beyond = Array.from(document.querySelectorAll('main *'))
        .filter(each => each.getBoundingClientRect().right > clientWidth)
        .map(each => `${each.tagName}: ${each.textContent?.slice(0, 60)}`);
      return {
        hacked: 'hacked' in window,
        // What makes the page wider than its window.
        wide: scrollWidth > clientWidth ? beyond.slice(-5) : [],
      };
    });
    expect(seen).toEqual({ hacked: false, wide: [] });
    expect(
      await pages.page.locator('a[href^="javascript"], img[src="x"]').count(),
    ).toBe(0);
  }

  it('of an annotation is shown as text, and forges no line of the log', async () => {
    const [problem] = await problemOf('malformed-hostile');
    expect(problem.message).toContain(hostile.script);
    await pages.show('malformed-hostile', [hostile.script, hostile.markdown]);
    await nothingRan();
    await portal.logged(/warn/, 'resource:default/malformed-hostile');
    expect(portal.log()).not.toMatch(/^forged line/m);
    expect(portal.log()).not.toContain('\u001b[2J');
    expect(portal.log()).not.toContain('\u202e');
  });

  it('of a workload and of an API server is shown as text, and turns no line around', async () => {
    const { unreadParts } = await portal.detail('hostile');
    const said = unreadParts.map(part => part.message).join('\n');
    expect(said).toContain(hostile.script);
    const findings = await portal.findings('hostile');
    const about = findings.filter(each => each.evidence.includes('<script>'));
    expect(about.map(each => each.code)).not.toEqual([]);
    for (const text of [said, ...findings.map(each => each.evidence)]) {
      // eslint-disable-next-line no-control-regex
      expect(text).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u202a-\u202e]/);
    }
    await pages.show('hostile', [hostile.script, hostile.longName]);
    const closed = pages.page
      .getByRole('button', { expanded: false })
      .filter({ hasText: hostile.longName });
    let opened = 0;
    for (; (await closed.count()) > 0 && opened < 20; opened++) {
      await closed.first().click();
    }
    expect(opened).toBeGreaterThan(0);
    await nothingRan();
    expect(portal.log()).not.toContain('\u001b[2J');
    expect(portal.log()).not.toContain('\u202e');
  });
});
