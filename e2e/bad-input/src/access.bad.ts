// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { arnOf } from './world/fleet';
import { Pages } from './world/pages';
import { thePlace } from './world/place';
import { Portal } from './world/portal';
import { Sandbox } from './world/sandbox';

jest.setTimeout(180_000);

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
  code: string;
  message: RegExp;
  remedy: RegExp;
}

const unreachable: Item[] = [
  {
    what: 'a certificate that the CA of the cluster did not sign',
    name: 'wrong-ca',
    code: 'unreachable',
    message: /certificate that the cluster's CA did not sign/,
    remedy: /kubernetes\.io\/api-server-certificate-authority/,
  },
  {
    what: 'a token that is refused (401): the cluster does not know the role',
    name: 'refused-401',
    code: 'unauthenticated',
    message: /list namespaces.*Unauthorized/,
    remedy:
      /aws eks create-access-entry --cluster-name refused-401 --principal-arn arn:aws:iam::111122223333:role\/eks-auto-mode-assess --kubernetes-groups eks-auto-mode-assess/,
  },
  {
    what: 'a token that is known and may do nothing (403): the ClusterRole is missing',
    name: 'refused-403',
    code: 'denied',
    message: /namespaces is forbidden/,
    remedy: /Apply deploy\/kubernetes\/assess\.yaml/,
  },
];

describe('a cluster that cannot be read is named with what to do, in the API, in the log and on the page', () => {
  it.each(unreachable)('$what', async ({ name, code, message, remedy }) => {
    const cluster = await portal.assessed(name);
    expect(cluster.verdict).toBe('unreachable');
    expect(cluster.problem?.code).toBe(code);
    expect(cluster.problem?.message).toMatch(message);
    expect(cluster.problem?.remedy).toMatch(remedy);
    await portal.logged(/warn/, arnOf(name), message, remedy);
    await pages.show(name, [message, remedy]);
  });

  it.each(unreachable)(
    'no plan is made on a guess: $what',
    async ({ name, message }) => {
      const { id } = await portal.assessed(name);
      const refused = await portal.refusal(
        'POST',
        `/clusters/${encodeURIComponent(id)}/plans`,
        {},
      );
      expect(refused.status).toBe(409);
      expect(refused.message).toMatch(message);
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

  it('a page token that expired once costs nothing: the list is read to its end', async () => {
    const { unreadParts } = await portal.detail('expired-once');
    expect(unreadParts).toEqual([]);
    expect((await portal.assessed('expired-once')).verdict).not.toBe(
      'unreachable',
    );
  });

  it('a page token that expires always (410) leaves the list unread', async () => {
    const { unreadParts } = await portal.detail('expired-always');
    const definitions = unreadParts.find(
      part => part.part === 'customResourceDefinitions',
    );
    expect(definitions?.message).toMatch(/410|expired|too old/i);
    expect(definitions?.remedy).toMatch(/Refresh/);
    await portal.logged(
      /warn/,
      arnOf('expired-always'),
      /customResourceDefinitions/,
      /Refresh/,
    );
    await pages.show('expired-always', [/customResourceDefinitions/]);
  });
});
