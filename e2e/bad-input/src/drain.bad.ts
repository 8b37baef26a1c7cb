// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { UpdateNodegroupConfigCommand } from '@aws-sdk/client-eks';
import { Pages } from './world/pages';
import { thePlace } from './world/place';
import { Portal, type Run } from './world/portal';
import { Sandbox } from './world/sandbox';

jest.setTimeout(300_000);

const portal = new Portal(thePlace().portal);
const sandbox = new Sandbox();
let pages: Pages;

/** Runs that are under way, by cluster: all are begun at once, since each mostly waits. */
const runs = new Map<string, Promise<Run>>();
const runOn = async (name: string): Promise<Run> => {
  const run = await runs.get(name);
  if (!run) throw new Error(`No run was begun on ${name}`);
  return run;
};

interface Budget {
  metadata: { name: string; namespace: string };
  spec: object;
}
interface Deployment {
  spec: { progressDeadlineSeconds?: number };
}

/** What takes a fault of a run away again. */
let renew: Promise<() => Promise<void>>;

const draining = (run: Run) =>
  portal.runOnce(run.id, 'drains', each =>
    each.steps.some(step => step.kind === 'drain' && step.state === 'running'),
  );

/** What happens to a cluster once its run has begun: its plan was free of blockers. */
const meanwhile: Record<string, (run: Run) => Promise<unknown>> = {
  expires: async run => {
    await draining(run);
    renew = sandbox.fault({
      cluster: 'expires',
      action: { type: 'expired-token' },
    });
    await renew;
  },
  'late-node': async run => {
    await draining(run);
    await sandbox.eks().send(
      new UpdateNodegroupConfigCommand({
        clusterName: 'late-node',
        nodegroupName: 'apps',
        scalingConfig: { minSize: 1, desiredSize: 3, maxSize: 4 },
      }),
    );
  },
  tolerates: async () => {},
  'never-later': async () => {
    const budget = await sandbox.read<Budget>(
      'never-later',
      'policy/v1',
      'PodDisruptionBudget',
      'web',
      'shop',
    );
    await sandbox.apply('never-later', {
      ...budget,
      spec: { ...budget.spec, maxUnavailable: 0 },
    });
  },
  'two-later': () =>
    sandbox.apply('two-later', {
      apiVersion: 'policy/v1',
      kind: 'PodDisruptionBudget',
      metadata: { name: 'web-again', namespace: 'shop' },
      spec: {
        maxUnavailable: 1,
        selector: { matchLabels: { 'app.kubernetes.io/name': 'web' } },
      },
    }),
  'bare-later': () =>
    sandbox.apply('bare-later', {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'reindex', namespace: 'shop' },
      spec: {
        containers: [{ name: 'main', image: 'example.com/reindex:1' }],
      },
    }),
  'auto-labelled': () =>
    sandbox.apply('auto-labelled', {
      apiVersion: 'v1',
      kind: 'Node',
      metadata: {
        name: 'i-0aaaabbbbccccdddd',
        labels: {
          'eks.amazonaws.com/compute-type': 'auto',
          'eks.amazonaws.com/nodegroup': 'apps',
          'kubernetes.io/os': 'linux',
        },
      },
      spec: { providerID: 'aws:///us-east-1a/i-0aaaabbbbccccdddd' },
      status: {
        conditions: [{ type: 'Ready', status: 'True' }],
        allocatable: { cpu: '2', memory: '4Gi', pods: '20' },
        capacity: { cpu: '2', memory: '4Gi', pods: '20' },
      },
    }),
  crashes: async () => {
    const deployment = await sandbox.read<Deployment>(
      'crashes',
      'apps/v1',
      'Deployment',
      'fragile',
      'shop',
    );
    await sandbox.apply('crashes', {
      ...deployment,
      spec: { ...deployment.spec, progressDeadlineSeconds: 5 },
    });
  },
};

beforeAll(async () => {
  for (const [name, happens] of Object.entries(meanwhile)) {
    const begun = portal.start(name).then(async run => {
      await happens(run);
      return run;
    });
    // Whoever asks for it is told.
    begun.catch(() => {});
    runs.set(name, begun);
  }
  pages = await Pages.open(portal.place);
});
afterAll(() => pages?.close());

/** A run that a person has to decide on: named in the API, in the log and on the page. */
async function blockedEverywhere(
  name: string,
  code: string,
  what: RegExp,
  remedy: RegExp,
) {
  const { id } = await runOn(name);
  const run = await portal.blocked(id);
  const blocked = run.blockedBy.find(each => each.code === code);
  expect(run.blockedBy.map(each => each.code)).toContain(code);
  expect(blocked?.what).toMatch(what);
  expect(blocked?.remedy).toMatch(remedy);
  await portal.logged(/warn/, id, what, remedy);
  await pages.show(name, [what, remedy], { tab: 'migration', run: id });
  return { run, blocked };
}

/** Nobody's eviction was asked for twice. */
async function nothingTwice(name: string) {
  const evicted = await sandbox.evictions(name);
  expect(evicted).toEqual([...new Set(evicted)]);
  return evicted;
}

/** Pods of the namespace that all the trouble is in; those of kube-system move as ever. */
const ofShop = (evicted: string[]) =>
  evicted.filter(object => object.includes('/shop/'));

describe('what no plan may be approved with', () => {
  it.each([
    {
      what: 'a budget that never allows',
      name: 'never-allows',
      code: 'WL-01',
      words: /never lets a pod go/,
    },
    {
      what: 'two budgets on one pod',
      name: 'two-budgets',
      code: 'WL-02',
      words: /web-legacy/,
    },
    {
      what: 'a bare pod',
      name: 'bare-pod',
      code: 'WL-04',
      words: /reindex/,
    },
  ])('$what', async ({ name, code, words }) => {
    const plan = await portal.plan(name);
    const blocker = plan.blockedBy.find(each => each.code === code);
    expect(blocker?.message).toMatch(words);
    const refused = await portal.refusal(
      'POST',
      `/plans/${plan.id}/approve`,
      portal.approval(plan),
    );
    expect(refused.status).toBe(409);
    expect(refused.message).toMatch(code);
    expect(refused.message).toMatch(/Fix or accept/);
    await portal.logged(/plan-approve/, /is blocked by/, code, name);
    await pages.show(name, [code]);
    expect(await sandbox.changes(name)).toEqual([]);
  });
});

describe('what comes up when a run is under way blocks it rather than be guessed at', () => {
  it('a second budget on a pod', async () => {
    await blockedEverywhere(
      'two-later',
      'WL-02',
      /web.*selected by 2 disruption budgets/,
      /Delete or narrow all but one/,
    );
    expect(ofShop(await nothingTwice('two-later'))).toEqual([]);
  });

  it('a bare pod: the others move, it is not lost', async () => {
    const { run } = await blockedEverywhere(
      'bare-later',
      'WL-04',
      /pod shop\/reindex.*belongs to no controller/,
      /Put it under a Deployment/,
    );
    expect(run.steps.find(step => step.kind === 'drain')?.state).toBe(
      'blocked',
    );
    const evicted = ofShop(await nothingTwice('bare-later'));
    expect(evicted).not.toEqual([]);
    expect(evicted.filter(object => object.includes('/reindex'))).toEqual([]);
    await sandbox.read('bare-later', 'v1', 'Pod', 'reindex', 'shop');
  });

  it('a pod that tolerates everything and comes back', async () => {
    await blockedEverywhere(
      'tolerates',
      'comes-back',
      /web.*came back to nodes that are being drained/,
      /Take away its toleration/,
    );
    // Its pods come back to a cordoned node twice; then nobody asks them again.
    const evicted = ofShop(await nothingTwice('tolerates'));
    expect(evicted.length).toBeGreaterThan(0);
    expect(evicted.length).toBeLessThan(8);
  });

  it('an Auto node that is labelled as one of the group', async () => {
    await blockedEverywhere(
      'auto-labelled',
      'disputed-node',
      /node i-0aaaabbbbccccdddd belongs to node group apps cannot be told: its compute type is auto/,
      /Correct its labels/,
    );
    expect(await nothingTwice('auto-labelled')).toEqual([]);
    const cordons = (await sandbox.changes('auto-labelled')).filter(
      entry => entry.field === 'spec.unschedulable',
    );
    expect(cordons).toEqual([]);
  });

  it('a pod that crashes on Auto nodes: its workload stays, the others move', async () => {
    await blockedEverywhere(
      'crashes',
      'not-ready',
      /fragile.*do not become Ready/,
      /Look at its new pods/,
    );
    const evicted = await nothingTwice('crashes');
    const of = (name: string) =>
      evicted.filter(object => object.includes(`/shop/${name}-`));
    expect(of('fragile')).toHaveLength(1);
    expect(of('sound').length).toBeGreaterThan(0);
  });

  it('a budget that allows nothing any more is shown with its owner while the run waits', async () => {
    const { id } = await runOn('never-later');
    const run = await portal.runOnce(id, 'names the budget', each =>
      each.blockedBy.some(blocked => blocked.code === 'WL-01'),
    );
    expect(run.state).toBe('running');
    const [blocked] = run.blockedBy;
    expect(blocked.what).toMatch(/shop\/web allows no disruption/);
    expect(blocked.remedy).toMatch(/relax the budget/);
    expect(blocked.owner).toBe('group:default/team-shop');
    await portal.logged(/warn/, id, /shop\/web allows no disruption/);
    await pages.show(
      'never-later',
      [/allows no disruption/, /relax the budget/],
      {
        tab: 'migration',
        run: id,
      },
    );
    expect(ofShop(await nothingTwice('never-later'))).toEqual([]);
  });
});

describe('what passes by itself costs nothing', () => {
  it('credentials that expire in the middle of a drain are named, and the run goes on with new ones', async () => {
    const { id } = await runOn('expires');
    const run = await portal.runOnce(id, 'names what expired', each =>
      each.blockedBy.some(blocked =>
        /401|credentials|token/i.test(blocked.what),
      ),
    );
    const [blocked] = run.blockedBy;
    expect(blocked.what).toMatch(/expires/);
    expect(blocked.now).toMatch(/[Tt]r(ying|ied) again/);
    expect(blocked.remedy).toMatch(/create-access-entry|credentials/);
    await portal.logged(/warn/, id, /401|credentials|token/i);
    await pages.show('expires', [blocked.what], { tab: 'migration', run: id });
    await (
      await renew
    )();
    await portal.runOnce(id, 'is done', each => each.state === 'done');
    const evicted = await nothingTwice('expires');
    expect(ofShop(evicted)).toHaveLength(6);
  });

  it('a node that joins in the middle of a drain is cordoned and emptied too', async () => {
    const { id } = await runOn('late-node');
    await portal.runOnce(id, 'is done', each => each.state === 'done');
    const cordoned = new Set(
      (await sandbox.changes('late-node'))
        .filter(entry => entry.field === 'spec.unschedulable')
        .map(entry => entry.object),
    );
    expect(cordoned.size).toBe(3);
    await nothingTwice('late-node');
  });
});
