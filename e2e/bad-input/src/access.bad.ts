// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { arnOf } from './world/accounts';
import { Pages } from './world/pages';
import { thePlace } from './world/place';
import { Portal } from './world/portal';
import { Sandbox } from './world/sandbox';

jest.setTimeout(300_000);

const portal = new Portal(thePlace().portal);
const sandbox = new Sandbox();
let pages: Pages;

beforeAll(async () => {
  pages = await Pages.open(portal.place);
});
afterAll(() => pages?.close());

interface Item {
  what: string;
  name: string;
  reason: string;
  message: RegExp;
  remedy: RegExp;
}

const closed: Item[] = [
  {
    what: 'a certificate that the CA of the cluster did not sign',
    name: 'wrong-ca',
    reason: 'unreachable',
    message: /certificate that the cluster's CA did not sign/,
    remedy: /kubernetes\.io\/api-server-certificate-authority/,
  },
  {
    what: 'a token that is refused (401): the cluster does not know the role',
    name: 'refused-401',
    reason: 'unauthenticated',
    message: /Unauthorized/,
    remedy:
      /aws eks create-access-entry --cluster-name refused-401 --principal-arn arn:aws:iam::111122223333:role\/eks-auto-mode-assess --kubernetes-groups eks-auto-mode-assess/,
  },
  {
    what: 'a token that is known and may do nothing (403): the ClusterRole is missing',
    name: 'refused-403',
    reason: 'denied',
    message: /is forbidden/,
    remedy: /Apply deploy\/kubernetes\/assess\.yaml/,
  },
];

describe('a cluster whose API is closed is named with what to do, in the API, in the log and on the page', () => {
  it.each(closed)('$what', async ({ name, reason, message, remedy }) => {
    const { summary, unreadParts } = await portal.detail(name);
    expect(['ready', 'migrated']).not.toContain(summary.verdict);
    const pods = unreadParts.find(part => part.part === 'pods');
    expect(pods?.reason).toBe(reason);
    expect(pods?.message).toMatch(message);
    expect(pods?.remedy).toMatch(remedy);
    await portal.logged(/warn/, arnOf(name), remedy);
    await pages.show(name, [message, remedy]);
  });

  it('says of a certificate that nobody can tell whose it is: unreachable, with that as the first line', async () => {
    const { summary, headline } = await portal.detail('wrong-ca');
    expect(summary.verdict).toBe('unreachable');
    expect(headline).toMatch(/^wrong-ca cannot be reached: .*certificate/);
    expect(summary.problem?.remedy).toMatch(/certificate-authority/);
  });

  it.each(closed)(
    'no plan is made on a guess: $what',
    async ({ name, message, remedy }) => {
      const { id } = await portal.assessed(name);
      const refused = await portal.refusal(
        'POST',
        `/clusters/${encodeURIComponent(id)}/plans`,
        {},
      );
      expect(refused.status).toBe(409);
      expect(refused.message).toMatch(message);
      expect(refused.message).toMatch(remedy);
      await portal.logged(/plan-make/, /failed/, `No plan for ${name}`);
      expect(await sandbox.changes(name)).toEqual([]);
    },
  );
});

describe('what could be read only in part is unknown, never a pass', () => {
  it('an API group that answers 500', async () => {
    const { unreadParts } = await portal.detail('group-500');
    const ingresses = unreadParts.find(part => part.part === 'ingresses');
    expect(ingresses).toMatchObject({
      reason: 'not-served',
      message: expect.stringContaining('etcdserver: request timed out'),
      remedy: expect.stringContaining('APIService'),
    });
    const unknown = (await portal.findings('group-500')).filter(
      finding => finding.severity === 'unknown',
    );
    expect(unknown).not.toEqual([]);
    await portal.logged(/warn/, arnOf('group-500'), /ingresses/, /APIService/);
    await pages.show('group-500', [
      /could not be read/,
      /etcdserver: request timed out/,
      /APIService/,
    ]);
  });

  it('a page token that expired once (410) costs nothing: each list is read to its end', async () => {
    const { unreadParts } = await portal.detail('expired-once');
    expect(unreadParts).toEqual([]);
    const [disturbed, undisturbed] = [
      await portal.backUp('expired-once'),
      await portal.backUp('expired-once'),
    ];
    expect(disturbed).toMatchObject({ state: 'verified', unread: [] });
    expect(disturbed.objects).toBe(undisturbed.objects);
    expect(disturbed.objects).toBeGreaterThan(120);
  });

  it('a list that always expires (410) is unread, and what needs it unknown', async () => {
    const { summary, unreadParts } = await portal.detail('expired-always');
    const pods = unreadParts.find(part => part.part === 'pods');
    expect(pods?.message).toMatch(/continue parameter is too old/);
    expect(pods?.remedy).toMatch(/^Refresh: the list outlived/);
    expect(['ready', 'migrated']).not.toContain(summary.verdict);
    await portal.logged(/warn/, arnOf('expired-always'), /pods/, /Refresh/);
    await pages.show('expired-always', [
      /continue parameter is too old/,
      /the list outlived/,
    ]);
  });
});
