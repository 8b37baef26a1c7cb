// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { startIssuer, type Fault, type Issuer, type Job } from './issuer';
import { startPortal, type Portal } from './portal';
import { begin, type Outcome, type Running } from './script';

jest.setTimeout(240_000);

const main: Job = { repository: 'acme/fleet', ref: 'refs/heads/main' };
const production: Job = {
  repository: 'acme/fleet',
  environment: 'production',
};

interface Plan {
  id: string;
  state: string;
  digest: string;
  runId?: string;
}
interface Run {
  id: string;
  state: string;
  steps: { state: string; gate?: { type: string } }[];
}

let issuer: Issuer;
let portal: Portal;
const said: string[] = [];

beforeAll(async () => {
  issuer = await startIssuer();
  portal = await startPortal(issuer);
});

afterAll(async () => {
  await portal?.close();
  await issuer?.close();
});

async function run(
  phase: string,
  options: Parameters<typeof begin>[3],
): Promise<Outcome> {
  return ended(begin(portal, issuer, phase, options));
}

async function ended(running: Running): Promise<Outcome> {
  const outcome = await running.outcome;
  said.push(outcome.output, outcome.summary);
  return outcome;
}

const pause = () => new Promise(resolve => setTimeout(resolve, 100));

async function clusterId(): Promise<string> {
  const { items } = await portal.asOwner<{ items: { id: string }[] }>(
    'GET',
    '/clusters',
  );
  return items[0].id;
}

/** The plan that the script said it waits for. */
async function awaited(running: Running): Promise<Plan> {
  while (!running.output().includes('to be approved in the portal'))
    await pause();
  const { items } = await portal.asOwner<{ items: Plan[] }>(
    'GET',
    `/clusters/${await clusterId()}/plans`,
  );
  const open = items.find(plan => plan.state === 'open');
  if (!open) throw new Error(`No open plan: ${JSON.stringify(items)}`);
  return open;
}

/** Approves, and later the retirement too, as the owner does in the portal. */
async function approve(running: Running): Promise<string> {
  const { id, digest } = await awaited(running);
  const { id: runId } = await portal.asOwner<Run>(
    'POST',
    `/plans/${id}/approve`,
    { digest },
  );
  let retired = false;
  for (;;) {
    const now = await portal.asOwner<Run>('GET', `/runs/${runId}`);
    if (!['queued', 'running', 'waiting', 'preparing'].includes(now.state))
      return runId;
    const at = now.steps.find(step => step.state === 'waiting');
    if (at?.gate?.type === 'approval' && !retired) {
      retired = true;
      await portal.asOwner('POST', `/runs/${runId}/commands`, {
        type: 'approve-retire',
        digest,
      });
    }
    await pause();
  }
}

const mutations = async () => {
  const page = await (
    await fetch(`${portal.sandboxUrl}/_sandbox/ledger?limit=5000`)
  ).json();
  return page.entries.filter((entry: { by: string }) =>
    entry.by.includes('eks-auto-mode-migrate'),
  );
};

describe('the workflow’s script', () => {
  it('wants a phase', async () => {
    const { code, output } = await run('delete-everything', { job: main });
    expect([code, output]).toEqual([2, expect.stringContaining('usage:')]);
  });

  it('assesses from the branch that may', async () => {
    const { code, output, summary } = await run('assess', { job: main });
    expect([code, output]).toEqual([0, expect.stringContaining('one: ')]);
    expect(summary).toMatch(/\| cluster \| verdict \|[^]*\| one \| \S+ \|/);
  });

  it.each<[string, Job, Fault | undefined, RegExp]>([
    [
      'another repository',
      { ...main, repository: 'evil/fleet' },
      undefined,
      /403 .*'external:github:repo:evil\/fleet:ref:refs\/heads\/main' may do nothing here.*externalCallers/,
    ],
    [
      'another branch',
      { ...main, ref: 'refs/heads/feature' },
      undefined,
      /403 .*refs\/heads\/feature' may do nothing here/,
    ],
    [
      'a tag of the branch’s name',
      { ...main, ref: 'refs/tags/main' },
      undefined,
      /403 .*refs\/tags\/main' may do nothing here/,
    ],
    [
      'another environment',
      { repository: 'acme/fleet', environment: 'staging' },
      undefined,
      /403 .*environment:staging' may do nothing here/,
    ],
    [
      'another issuer',
      production,
      'other-issuer',
      /401 .*issuer https:\/\/issuer\.example.*externalAccess/,
    ],
    [
      'another audience',
      production,
      'other-audience',
      /401 .*audience somebody-else/,
    ],
    ['another key', production, 'other-key', /401 .*signature/],
    ['a token of yesterday', production, 'expired', /401 .*valid until/],
    ['a token that was changed', production, 'tampered', /401 /],
  ])('is refused with %s, and says why', async (_, job, fault, why) => {
    const { code, output, summary } = await run('assess', {
      job,
      ...(fault ? { fault } : {}),
    });
    expect([code, output]).toEqual([1, expect.stringMatching(why)]);
    expect(summary).toMatch(why);
  });

  it('does not back up from where it may only assess', async () => {
    const { code, output } = await run('back-up', { job: main });
    expect([code, output]).toEqual([
      1,
      expect.stringMatching(/403 .*may not back up one.*externalCallers/),
    ]);
  });

  it('says so where GitHub gives the job no token', async () => {
    const { code, output } = await run('assess', {
      job: main,
      env: { ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'none' },
    });
    expect([code, output]).toEqual([
      1,
      expect.stringContaining('id-token: write'),
    ]);
  });

  it('takes the clusters of a verdict, and those that are named', async () => {
    const none = await run('assess', {
      job: main,
      env: { FILTER: 'unreachable' },
    });
    expect([none.code, none.output]).toEqual([
      0,
      expect.stringContaining('0 clusters'),
    ]);
    const typo = await run('assess', {
      job: main,
      env: { CLUSTERS: 'one, onne' },
    });
    expect([typo.code, typo.output]).toEqual([
      1,
      expect.stringContaining('no cluster named onne'),
    ]);
  });

  it('backs up, and says that the backup is verified', async () => {
    const { code, output, summary } = await run('back-up', {
      job: production,
      env: { CLUSTERS: 'one' },
    });
    expect([code, output]).toEqual([0, expect.stringContaining('is verified')]);
    expect(summary).toMatch(/- one: \d+ objects, verified/);
  });

  it('plans up to a step and changes nothing in a dry run', async () => {
    const { code, output, summary } = await run('migrate', {
      job: production,
      env: { CLUSTERS: 'one', UNTIL: 'enable', DRY_RUN: 'true' },
    });
    expect([code, output]).toEqual([
      0,
      expect.stringMatching(/ {2}enable: [^]*changes\)/),
    ]);
    expect(output).not.toMatch(/^ {2}(node-pools|drain|shrink|retire)/m);
    expect(output).toMatch(/^ {2}not in this run: drain:managed:blue: /m);
    expect(summary).toContain('not run (dry run)');
    expect(await mutations()).toEqual([]);
  });

  it('fails where the owner discards the plan', async () => {
    const running = begin(portal, issuer, 'migrate', { job: production });
    const { id } = await awaited(running);
    await portal.asOwner('DELETE', `/plans/${id}`);
    const { code, output } = await ended(running);
    expect([code, output]).toEqual([
      1,
      expect.stringMatching(/plan \d+ was discarded/),
    ]);
    expect(await mutations()).toEqual([]);
  });

  it('goes as far as the step that it was told', async () => {
    const running = begin(portal, issuer, 'migrate', {
      job: production,
      env: { UNTIL: 'enable' },
    });
    const approved = approve(running);
    const { code, output, summary } = await ended(running);
    await approved;
    expect([code, output]).toEqual([0, expect.stringContaining('one: done')]);
    expect(summary).toMatch(/Plan \d+, digest `[^`]+`: done/);
  });

  it('migrates once the owner approves, with what was before and after', async () => {
    const running = begin(portal, issuer, 'migrate', { job: production });
    const approved = approve(running);
    const { code, output, summary } = await ended(running);
    await approved;
    expect([code, output]).toEqual([0, expect.stringContaining('one: done')]);
    expect(summary).toContain('| | before | after | |');
    expect(summary).toMatch(/\| \d+ \| \d+ \| holds \|/);
    expect(summary).not.toContain('does not hold');
  });

  it('writes no token to its output, its summary or the portal’s log', () => {
    const secrets = issuer
      .secrets()
      .flatMap(secret => [secret, secret.split('.').at(-1) ?? secret]);
    const everything = [...said, portal.log()].join('\n');
    expect(said.length).toBeGreaterThan(20);
    for (const secret of secrets)
      for (const form of [
        secret,
        encodeURIComponent(secret),
        Buffer.from(secret).toString('base64').replace(/=+$/, ''),
      ])
        expect(everything.includes(form)).toBe(false);
  });
});
