// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

/* eslint-disable jest/no-export -- suites of their own call this with an API server */

import { randomBytes } from 'node:crypto';
// Only test suites load this file.
// eslint-disable-next-line @backstage/no-undeclared-imports
import {
  CoreV1Api,
  KubeConfig,
  PatchStrategy,
  setHeaderOptions,
} from '@kubernetes/client-node';
import {
  Answer,
  KubernetesTarget,
  RawKubernetes,
  eventually,
} from './kubernetesClient';

const IMAGE = 'example/contract:1';
const MERGE = 'application/merge-patch+json';
const JSON_PATCH = 'application/json-patch+json';

const podSpec = (extra: object = {}) => ({
  terminationGracePeriodSeconds: 1,
  containers: [{ name: 'main', image: IMAGE }],
  ...extra,
});
const template = (app: string, spec: object = {}) => ({
  metadata: { labels: { app } },
  spec: podSpec(spec),
});
const deployment = (name: string, replicas: number, spec: object = {}) => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name },
  spec: {
    replicas,
    selector: { matchLabels: { app: name } },
    template: template(name, spec),
  },
});
const configMap = (name: string, labels: Record<string, string> = {}) => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, labels },
  data: { a: '1' },
});
const budget = (name: string, app: string, spec: object) => ({
  apiVersion: 'policy/v1',
  kind: 'PodDisruptionBudget',
  metadata: { name },
  spec: { selector: { matchLabels: { app } }, ...spec },
});

/**
 * What the product relies on of a Kubernetes API, as assertions that hold on a real API server (with its
 * controllers, and something that makes pods Ready) and on the sandbox's.
 */
export function kubernetesContract(
  start: () => Promise<KubernetesTarget>,
): void {
  const namespace = `contract-${randomBytes(4).toString('hex')}`;
  const at = (group: string, plural: string, name = '') =>
    `/${
      group.includes('/') ? `apis/${group}` : `api/${group}`
    }/namespaces/${namespace}/${plural}${name ? `/${name}` : ''}`;
  const core = (plural: string, name = '') => at('v1', plural, name);
  const apps = (plural: string, name = '') => at('apps/v1', plural, name);
  const policy = (name = '') => at('policy/v1', 'poddisruptionbudgets', name);
  let target: KubernetesTarget;
  let api: RawKubernetes;

  const create = async (path: string, object: object) => {
    const { status, body } = await api.call('POST', path, object);
    expect({ status, message: body.message }).toEqual({
      status: 201,
      message: undefined,
    });
    return body;
  };
  const podsOf = async (app: string) =>
    (await api.call('GET', `${core('pods')}?labelSelector=app%3D${app}`)).body
      .items as Answer['body'][];
  const ready = (pod: Answer['body']) =>
    pod.status?.conditions?.some(
      (c: Answer['body']) => c.type === 'Ready' && c.status === 'True',
    );
  const readyPods = (app: string, count: number) =>
    eventually(async () => {
      const pods = (await podsOf(app)).filter(
        p => ready(p) && !p.metadata.deletionTimestamp,
      );
      return pods.length === count ? pods : undefined;
    }, `${count} Ready pods of ${app}`);
  const budgetStatus = (
    name: string,
    matches: (status: Answer['body']) => boolean,
  ) =>
    eventually(async () => {
      const { body } = await api.call('GET', policy(name));
      const fresh =
        body.status?.observedGeneration === body.metadata.generation;
      return fresh && matches(body.status) ? body.status : undefined;
    }, `status of budget ${name}`);
  const evict = (name: string, uid?: string) =>
    api.call('POST', `${core('pods', name)}/eviction`, {
      apiVersion: 'policy/v1',
      kind: 'Eviction',
      metadata: { name, namespace },
      ...(uid ? { deleteOptions: { preconditions: { uid } } } : {}),
    });

  beforeAll(async () => {
    target = await start();
    api = new RawKubernetes(target);
    const made = await api.call('POST', '/api/v1/namespaces', {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name: namespace },
    });
    expect(made.status).toBe(201);
    // A real server's ServiceAccount admission refuses pods until the account is there.
    await eventually(async () => {
      const { status } = await api.call('POST', `${core('pods')}?dryRun=All`, {
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: { name: 'probe' },
        spec: podSpec(),
      });
      return status === 201;
    }, 'a namespace that takes pods');
  }, 60_000);

  afterAll(async () => {
    await api.call('DELETE', `/api/v1/namespaces/${namespace}`);
    api.close();
  });

  describe('discovery', () => {
    it('tells version, groups and resources', async () => {
      const version = await api.call('GET', '/version');
      expect(version.body).toMatchObject({
        major: '1',
        gitVersion: expect.stringMatching(/^v1\.\d+/),
      });
      expect((await api.call('GET', '/readyz')).body).toBe('ok');
      expect((await api.call('GET', '/api')).body).toMatchObject({
        kind: 'APIVersions',
        versions: ['v1'],
      });
      const groups = (await api.call('GET', '/apis')).body;
      expect(groups.kind).toBe('APIGroupList');
      expect(
        groups.groups.map(
          (g: Answer['body']) => g.preferredVersion.groupVersion,
        ),
      ).toEqual(
        expect.arrayContaining([
          'apps/v1',
          'batch/v1',
          'policy/v1',
          'rbac.authorization.k8s.io/v1',
          'storage.k8s.io/v1',
        ]),
      );
      const list = (await api.call('GET', '/apis/apps/v1')).body;
      expect(list).toMatchObject({
        kind: 'APIResourceList',
        groupVersion: 'apps/v1',
      });
      expect(
        list.resources.find((r: Answer['body']) => r.name === 'deployments'),
      ).toMatchObject({
        kind: 'Deployment',
        namespaced: true,
        singularName: 'deployment',
        verbs: expect.arrayContaining([
          'create',
          'delete',
          'get',
          'list',
          'patch',
          'update',
          'watch',
        ]),
      });
      expect(
        (await api.call('GET', '/api/v1')).body.resources.find(
          (r: Answer['body']) => r.name === 'pods/eviction',
        ),
      ).toMatchObject({ kind: 'Eviction', group: 'policy' });
    });

    it('answers 404 to a group that nothing serves', async () => {
      const { status, body } = await api.call(
        'GET',
        '/apis/nothing.example.com/v1',
      );
      expect(status).toBe(404);
      expect(typeof body === 'string' || body.reason === 'NotFound').toBe(true);
    });
  });

  describe('objects', () => {
    it('creates with uid, resourceVersion and creationTimestamp, and refuses a second of the name', async () => {
      const made = await create(core('configmaps'), configMap('first'));
      expect(made.metadata).toMatchObject({
        uid: expect.stringMatching(/^[0-9a-f-]{36}$/),
        resourceVersion: expect.stringMatching(/^\d+$/),
        creationTimestamp: expect.stringMatching(
          /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/,
        ),
        managedFields: [
          expect.objectContaining({ manager: 'contract', operation: 'Update' }),
        ],
      });
      const again = await api.call(
        'POST',
        core('configmaps'),
        configMap('first'),
      );
      expect(again.status).toBe(409);
      expect(again.body).toMatchObject({
        kind: 'Status',
        status: 'Failure',
        reason: 'AlreadyExists',
        code: 409,
        message: 'configmaps "first" already exists',
        details: { name: 'first', kind: 'configmaps' },
      });
    });

    it('makes a name from generateName', async () => {
      const made = await create(core('configmaps'), {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { generateName: 'gen-' },
      });
      expect(made.metadata.name).toMatch(/^gen-[a-z0-9]{5}$/);
    });

    it('names what is missing', async () => {
      const { status, body } = await api.call(
        'GET',
        core('configmaps', 'nowhere'),
      );
      expect(status).toBe(404);
      expect(body).toMatchObject({
        reason: 'NotFound',
        message: 'configmaps "nowhere" not found',
        details: { name: 'nowhere', kind: 'configmaps' },
      });
      const workload = await api.call('GET', apps('deployments', 'nowhere'));
      expect(workload.body).toMatchObject({
        message: 'deployments.apps "nowhere" not found',
        details: { name: 'nowhere', group: 'apps', kind: 'deployments' },
      });
    });

    it('replaces by resourceVersion and answers 409 to an old one', async () => {
      const made = await create(core('configmaps'), configMap('replaced'));
      const next = await api.call('PUT', core('configmaps', 'replaced'), {
        ...made,
        data: { a: '2' },
      });
      expect(next.status).toBe(200);
      expect(Number(next.body.metadata.resourceVersion)).toBeGreaterThan(
        Number(made.metadata.resourceVersion),
      );
      const late = await api.call('PUT', core('configmaps', 'replaced'), {
        ...made,
        data: { a: '3' },
      });
      expect(late.status).toBe(409);
      expect(late.body).toMatchObject({
        reason: 'Conflict',
        message:
          'Operation cannot be fulfilled on configmaps "replaced": the object has been modified; please apply your changes to the latest version and try again',
      });
    });

    it('keeps the version of an object that a write leaves as it is', async () => {
      const made = await create(core('configmaps'), configMap('same'));
      const { body } = await api.call(
        'PATCH',
        core('configmaps', 'same'),
        { data: { a: '1' } },
        { type: MERGE },
      );
      expect(body.metadata.resourceVersion).toBe(made.metadata.resourceVersion);
    });

    it('patches by RFC 7386 and RFC 6902', async () => {
      await create(core('configmaps'), configMap('patched'));
      const merged = await api.call(
        'PATCH',
        core('configmaps', 'patched'),
        { data: { a: null, b: '2' }, metadata: { labels: { x: 'y' } } },
        { type: MERGE },
      );
      expect(merged.body).toMatchObject({
        data: { b: '2' },
        metadata: { labels: { x: 'y' } },
      });
      expect(merged.body.data.a).toBeUndefined();
      const operations = [
        { op: 'test', path: '/data/b', value: '2' },
        { op: 'add', path: '/data/c', value: '3' },
        { op: 'remove', path: '/metadata/labels/x' },
      ];
      const patched = await api.call(
        'PATCH',
        core('configmaps', 'patched'),
        operations,
        { type: JSON_PATCH },
      );
      expect(patched.body.data).toEqual({ b: '2', c: '3' });
      const failed = await api.call(
        'PATCH',
        core('configmaps', 'patched'),
        [{ op: 'test', path: '/data/b', value: '9' }],
        { type: JSON_PATCH },
      );
      expect(failed.status).toBe(422);
      expect(failed.body.reason).toBe('Invalid');
      const stale = await api.call(
        'PATCH',
        core('configmaps', 'patched'),
        { metadata: { resourceVersion: '1' }, data: { d: '4' } },
        { type: MERGE },
      );
      expect(stale.status).toBe(409);
    });

    it('grows generation with the spec, not with labels', async () => {
      const made = await create(
        apps('deployments'),
        deployment('generations', 0),
      );
      expect(made.metadata.generation).toBe(1);
      const labelled = await api.call(
        'PATCH',
        apps('deployments', 'generations'),
        { metadata: { labels: { x: 'y' } } },
        { type: MERGE },
      );
      expect(labelled.body.metadata.generation).toBe(1);
      const scaled = await api.call(
        'PATCH',
        apps('deployments', 'generations'),
        { spec: { paused: true } },
        { type: MERGE },
      );
      expect(scaled.body.metadata.generation).toBe(2);
      await eventually(
        async () =>
          (
            await api.call('GET', apps('deployments', 'generations'))
          ).body.status?.observedGeneration === 2,
        'observedGeneration 2',
      );
    });

    it('fills in defaults', async () => {
      const { body } = await api.call(
        'POST',
        `${apps('deployments')}?dryRun=All`,
        {
          ...deployment('defaults', 1),
          spec: { ...deployment('defaults', 1).spec, replicas: undefined },
        },
      );
      expect(body.spec).toMatchObject({
        replicas: 1,
        revisionHistoryLimit: 10,
        progressDeadlineSeconds: 600,
        strategy: {
          type: 'RollingUpdate',
          rollingUpdate: { maxSurge: '25%', maxUnavailable: '25%' },
        },
        template: {
          spec: {
            restartPolicy: 'Always',
            dnsPolicy: 'ClusterFirst',
            schedulerName: 'default-scheduler',
          },
        },
      });
    });

    it('keeps nothing of a dry run', async () => {
      const { status } = await api.call(
        'POST',
        `${core('configmaps')}?dryRun=All`,
        configMap('rehearsed'),
      );
      expect(status).toBe(201);
      expect(
        (await api.call('GET', core('configmaps', 'rehearsed'))).status,
      ).toBe(404);
    });

    it.each([
      ['a body that is no JSON', 'configmaps', '{"kind":', 400, 'BadRequest'],
      [
        'another kind',
        'configmaps',
        { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'x' } },
        400,
        'BadRequest',
      ],
      [
        'a number where a text belongs',
        'configmaps',
        {
          apiVersion: 'v1',
          kind: 'ConfigMap',
          metadata: { name: 'x' },
          data: { a: 1 },
        },
        400,
        'BadRequest',
      ],
      [
        'a name with capitals',
        'configmaps',
        configMap('Capital'),
        422,
        'Invalid',
      ],
      [
        'a label value with blanks',
        'configmaps',
        configMap('x', { a: 'b c' }),
        422,
        'Invalid',
      ],
      [
        'a pod without containers',
        'pods',
        {
          apiVersion: 'v1',
          kind: 'Pod',
          metadata: { name: 'x' },
          spec: { containers: [] },
        },
        422,
        'Invalid',
      ],
      [
        'another namespace than the path',
        'configmaps',
        { ...configMap('x'), metadata: { name: 'x', namespace: 'default' } },
        400,
        'BadRequest',
      ],
    ])('refuses %s', async (_what, plural, body, code, reason) => {
      const answer = await api.call('POST', core(plural), body);
      expect(answer.status).toBe(code);
      expect(answer.body).toMatchObject({
        kind: 'Status',
        status: 'Failure',
        reason,
        code,
      });
    });

    it('refuses a selector that does not match its template, by field', async () => {
      const wrong = deployment('wrong', 1);
      const { status, body } = await api.call('POST', apps('deployments'), {
        ...wrong,
        spec: { ...wrong.spec, selector: { matchLabels: { app: 'other' } } },
      });
      expect(status).toBe(422);
      expect(body.details).toMatchObject({
        name: 'wrong',
        group: 'apps',
        kind: 'Deployment',
      });
      expect(body.details.causes.map((c: Answer['body']) => c.field)).toContain(
        'spec.template.metadata.labels',
      );
    });

    it('refuses a budget with both limits', async () => {
      const { status } = await api.call(
        'POST',
        policy(),
        budget('both', 'x', { minAvailable: 1, maxUnavailable: 1 }),
      );
      expect(status).toBe(422);
    });

    it('refuses a change of what cannot be changed', async () => {
      await create(apps('deployments'), deployment('fixed', 0));
      const { status, body } = await api.call(
        'PATCH',
        apps('deployments', 'fixed'),
        [
          { op: 'replace', path: '/spec/selector/matchLabels/app', value: 'b' },
          {
            op: 'replace',
            path: '/spec/template/metadata/labels/app',
            value: 'b',
          },
        ],
        { type: JSON_PATCH },
      );
      expect(status).toBe(422);
      expect(body.message).toContain('field is immutable');
    });

    it('deletes only what the precondition names', async () => {
      await create(core('configmaps'), configMap('kept'));
      const other = await api.call('DELETE', core('configmaps', 'kept'), {
        kind: 'DeleteOptions',
        apiVersion: 'v1',
        preconditions: { uid: '00000000-0000-0000-0000-000000000000' },
      });
      expect(other.status).toBe(409);
      expect(other.body.reason).toBe('Conflict');
      const gone = await api.call('DELETE', core('configmaps', 'kept'));
      expect(gone.body).toMatchObject({
        kind: 'Status',
        status: 'Success',
        details: { name: 'kept', kind: 'configmaps' },
      });
      expect(
        (await api.call('DELETE', core('configmaps', 'kept'))).status,
      ).toBe(404);
    });

    it('holds an object until its finalizers are off', async () => {
      await create(core('configmaps'), {
        ...configMap('held'),
        metadata: { name: 'held', finalizers: ['example.com/hold'] },
      });
      await api.call('DELETE', core('configmaps', 'held'));
      expect(
        (await api.call('GET', core('configmaps', 'held'))).body.metadata
          .deletionTimestamp,
      ).toBeDefined();
      await api.call(
        'PATCH',
        core('configmaps', 'held'),
        { metadata: { finalizers: null } },
        { type: MERGE },
      );
      expect((await api.call('GET', core('configmaps', 'held'))).status).toBe(
        404,
      );
    });

    it('serves a scale', async () => {
      await create(apps('deployments'), deployment('scaled', 0));
      const scale = await api.call(
        'GET',
        `${apps('deployments', 'scaled')}/scale`,
      );
      expect(scale.body).toMatchObject({
        kind: 'Scale',
        apiVersion: 'autoscaling/v1',
        spec: {},
      });
      const grown = await api.call(
        'PATCH',
        `${apps('deployments', 'scaled')}/scale`,
        { spec: { replicas: 1 } },
        { type: MERGE },
      );
      expect(grown.body.spec.replicas).toBe(1);
      expect(
        (await api.call('GET', apps('deployments', 'scaled'))).body.spec
          .replicas,
      ).toBe(1);
    });
  });

  describe('lists', () => {
    beforeAll(async () => {
      for (let i = 0; i < 7; i++)
        await create(
          core('configmaps'),
          configMap(`page-${i}`, { set: 'pages', odd: String(i % 2 === 1) }),
        );
    });

    it('pages by limit and continue over one snapshot', async () => {
      const path = `${core('configmaps')}?labelSelector=set%3Dpages&limit=3`;
      const first = (await api.call('GET', path)).body;
      expect(first).toMatchObject({ kind: 'ConfigMapList', apiVersion: 'v1' });
      expect(first.items).toHaveLength(3);
      expect(first.items[0].kind).toBeUndefined();
      await create(core('configmaps'), configMap('page-3b', { set: 'pages' }));
      const names = first.items.map((i: Answer['body']) => i.metadata.name);
      let next = first.metadata.continue;
      while (next) {
        const page = (
          await api.call('GET', `${path}&continue=${encodeURIComponent(next)}`)
        ).body;
        expect(page.metadata.resourceVersion).toBe(
          first.metadata.resourceVersion,
        );
        names.push(...page.items.map((i: Answer['body']) => i.metadata.name));
        next = page.metadata.continue;
      }
      expect(names).toEqual([0, 1, 2, 3, 4, 5, 6].map(i => `page-${i}`));
    });

    it('counts what remains only where nothing is selected', async () => {
      const whole = (await api.call('GET', `${core('configmaps')}?limit=1`))
        .body;
      expect(whole.metadata.remainingItemCount).toBeGreaterThan(5);
      const some = (
        await api.call('GET', `${core('configmaps')}?limit=1&labelSelector=set`)
      ).body;
      expect(some.metadata.remainingItemCount).toBeUndefined();
    });

    it.each([
      ['set=pages,odd=true', 3],
      ['set=pages,odd!=true', 5],
      ['set in (pages,other),odd', 7],
      ['set notin (pages)', 0],
      ['set=pages,!odd', 1],
    ])('selects %s', async (selector, count) => {
      const { body } = await api.call(
        'GET',
        `${core('configmaps')}?labelSelector=${encodeURIComponent(selector)}`,
      );
      const made = body.items.filter((i: Answer['body']) =>
        i.metadata.name.startsWith('page-'),
      );
      expect(made).toHaveLength(count);
    });

    it('selects by field and refuses fields that it does not know', async () => {
      const { body } = await api.call(
        'GET',
        `${core('configmaps')}?fieldSelector=metadata.name%3Dpage-1`,
      );
      expect(body.items.map((i: Answer['body']) => i.metadata.name)).toEqual([
        'page-1',
      ]);
      expect(
        (
          await api.call(
            'GET',
            `${core('configmaps')}?fieldSelector=data.a%3D1`,
          )
        ).status,
      ).toBe(400);
      expect(
        (await api.call('GET', `${core('configmaps')}?labelSelector=%3D%3D`))
          .status,
      ).toBe(400);
    });

    it('lists all namespaces by the path without one', async () => {
      const { body } = await api.call(
        'GET',
        '/api/v1/configmaps?labelSelector=set%3Dpages',
      );
      expect(body.items.length).toBe(8);
    });

    it('refuses a token that is none', async () => {
      const { status } = await api.call(
        'GET',
        `${core('configmaps')}?limit=1&continue=nonsense`,
      );
      expect([400, 410]).toContain(status);
    });
  });

  describe('watches', () => {
    it('streams what comes after a version, as a selection sees it', async () => {
      const { resourceVersion } = (
        await api.call('GET', `${core('configmaps')}?limit=1`)
      ).body.metadata;
      const stream = api.watch(
        `${core(
          'configmaps',
        )}?watch=true&resourceVersion=${resourceVersion}&labelSelector=watched%3Dyes`,
      );
      await create(core('configmaps'), configMap('other'));
      await create(core('configmaps'), configMap('seen', { watched: 'yes' }));
      await api.call(
        'PATCH',
        core('configmaps', 'seen'),
        { data: { a: '2' } },
        { type: MERGE },
      );
      await api.call(
        'PATCH',
        core('configmaps', 'seen'),
        { metadata: { labels: { watched: 'no' } } },
        { type: MERGE },
      );
      await api.call(
        'PATCH',
        core('configmaps', 'seen'),
        { metadata: { labels: { watched: 'yes' } } },
        { type: MERGE },
      );
      await api.call('DELETE', core('configmaps', 'seen'));
      await eventually(() => stream.events.length >= 5, 'five events');
      stream.stop();
      expect(stream.events.map(e => [e.type, e.object.metadata.name])).toEqual([
        ['ADDED', 'seen'],
        ['MODIFIED', 'seen'],
        ['DELETED', 'seen'],
        ['ADDED', 'seen'],
        ['DELETED', 'seen'],
      ]);
      expect(stream.events[0].object).toMatchObject({
        apiVersion: 'v1',
        kind: 'ConfigMap',
      });
      const versions = stream.events.map(e =>
        Number(e.object.metadata.resourceVersion),
      );
      expect(versions).toEqual([...versions].sort((a, b) => a - b));
    });

    it('begins with what stands where no version is given', async () => {
      await create(core('configmaps'), configMap('standing', { begin: 'yes' }));
      const stream = api.watch(
        `${core('configmaps')}?watch=true&labelSelector=begin%3Dyes`,
      );
      await eventually(() => stream.events.length === 1, 'one event');
      stream.stop();
      expect(stream.events[0]).toMatchObject({
        type: 'ADDED',
        object: { metadata: { name: 'standing' } },
      });
    });
  });

  describe('access', () => {
    it('answers 401 to a token that nobody has', async () => {
      const { status, body } = await api.call('GET', core('pods'), undefined, {
        token: 'nobody',
      });
      expect(status).toBe(401);
      expect(body).toMatchObject({
        kind: 'Status',
        reason: 'Unauthorized',
        message: 'Unauthorized',
      });
    });

    it('tells what one may do', async () => {
      const { status, body } = await api.call(
        'POST',
        '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews',
        {
          apiVersion: 'authorization.k8s.io/v1',
          kind: 'SelfSubjectAccessReview',
          spec: {
            resourceAttributes: {
              verb: 'create',
              resource: 'pods',
              subresource: 'eviction',
              namespace,
            },
          },
        },
      );
      expect(status).toBe(201);
      expect(body.status.allowed).toBe(true);
    });
  });

  describe('evictions', () => {
    it('takes a pod that no budget guards, and its controller replaces it', async () => {
      await create(apps('deployments'), deployment('free', 2));
      const [pod] = await readyPods('free', 2);
      const answer = await evict(pod.metadata.name, pod.metadata.uid);
      expect(answer.status).toBe(201);
      expect(answer.body).toMatchObject({ kind: 'Status', status: 'Success' });
      const after = await readyPods('free', 2);
      expect(after.map(p => p.metadata.uid)).not.toContain(pod.metadata.uid);
    }, 60_000);

    it('answers 404 to a pod that is gone and 409 to another of its name', async () => {
      expect((await evict('nobody')).status).toBe(404);
      const [pod] = await readyPods('free', 2);
      const other = await evict(
        pod.metadata.name,
        '00000000-0000-0000-0000-000000000000',
      );
      expect(other.status).toBe(409);
      expect(other.body.reason).toBe('Conflict');
    });

    it('refuses with 429 and the cause DisruptionBudget what a budget does not allow', async () => {
      await create(apps('deployments'), deployment('guarded', 2));
      await create(policy(), budget('guarded', 'guarded', { minAvailable: 2 }));
      const [pod] = await readyPods('guarded', 2);
      await budgetStatus('guarded', s => s.currentHealthy === 2);
      const { status, body } = await evict(pod.metadata.name, pod.metadata.uid);
      expect(status).toBe(429);
      expect(body).toMatchObject({
        reason: 'TooManyRequests',
        message:
          "Cannot evict pod as it would violate the pod's disruption budget.",
        details: {
          causes: [
            {
              reason: 'DisruptionBudget',
              message:
                'The disruption budget guarded needs 2 healthy pods and has 2 currently',
            },
          ],
        },
      });
    }, 60_000);

    it('charges the budget with every eviction until the replacement is healthy', async () => {
      await create(apps('deployments'), deployment('charged', 3));
      await create(
        policy(),
        budget('charged', 'charged', { maxUnavailable: 1 }),
      );
      const pods = await readyPods('charged', 3);
      expect(
        await budgetStatus('charged', s => s.currentHealthy === 3),
      ).toMatchObject({
        expectedPods: 3,
        desiredHealthy: 2,
        disruptionsAllowed: 1,
      });
      expect((await evict(pods[0].metadata.name)).status).toBe(201);
      expect((await evict(pods[1].metadata.name)).status).toBe(429);
      await readyPods('charged', 3);
      await budgetStatus('charged', s => s.disruptionsAllowed === 1);
      expect((await evict(pods[1].metadata.name)).status).toBe(201);
    }, 60_000);

    it('charges the budget even for a pod that has been replaced by another of its name', async () => {
      await create(apps('deployments'), deployment('replaced', 2));
      await create(
        policy(),
        budget('replaced', 'replaced', { maxUnavailable: 1 }),
      );
      const [pod] = await readyPods('replaced', 2);
      await budgetStatus('replaced', s => s.disruptionsAllowed === 1);
      const stale = '00000000-0000-0000-0000-000000000000';
      expect((await evict(pod.metadata.name, stale)).status).toBe(409);
      expect((await evict(pod.metadata.name, stale)).status).toBe(429);
      expect((await evict(pod.metadata.name, pod.metadata.uid)).status).toBe(
        429,
      );
    }, 60_000);

    it('answers 500 where two budgets select the pod', async () => {
      await create(apps('deployments'), deployment('twice', 2));
      await create(policy(), budget('twice-a', 'twice', { maxUnavailable: 1 }));
      await create(policy(), budget('twice-b', 'twice', { maxUnavailable: 1 }));
      const [pod] = await readyPods('twice', 2);
      const { status, body } = await evict(pod.metadata.name);
      expect(status).toBe(500);
      expect(body.message).toContain('more than one PodDisruptionBudget');
      expect(body.reason).toBeUndefined();
    }, 60_000);

    it('lets a Pending pod go without a budget', async () => {
      await create(
        apps('deployments'),
        deployment('pending', 1, {
          nodeSelector: { 'example.com/nowhere': 'true' },
        }),
      );
      await create(policy(), budget('pending', 'pending', { minAvailable: 1 }));
      const pod = await eventually(
        async () => (await podsOf('pending'))[0],
        'a pending pod',
      );
      await budgetStatus('pending', s => s.expectedPods === 1);
      expect((await evict(pod.metadata.name)).status).toBe(201);
    });

    it.each([
      [
        '1',
        { maxUnavailable: '25%' },
        { expectedPods: 5, desiredHealthy: 3, disruptionsAllowed: 2 },
      ],
      [
        '2',
        { minAvailable: '50%' },
        { expectedPods: 5, desiredHealthy: 3, disruptionsAllowed: 2 },
      ],
      [
        '3',
        { minAvailable: 4 },
        { expectedPods: 5, desiredHealthy: 4, disruptionsAllowed: 1 },
      ],
      [
        '4',
        { maxUnavailable: 0 },
        { expectedPods: 5, desiredHealthy: 5, disruptionsAllowed: 0 },
      ],
      [
        '5',
        { minAvailable: '100%' },
        { expectedPods: 5, desiredHealthy: 5, disruptionsAllowed: 0 },
      ],
    ])(
      'rounds as Kubernetes rounds (%s)',
      async (number, limits, expected) => {
        const app = `rounded-${number}`;
        await create(apps('deployments'), deployment(app, 5));
        await create(policy(), budget(app, app, limits));
        await readyPods(app, 5);
        expect(
          await budgetStatus(app, s => s.currentHealthy === 5),
        ).toMatchObject(expected);
      },
      60_000,
    );
  });

  describe('controllers', () => {
    it('roll a Deployment by ReplicaSets and never below what the strategy allows', async () => {
      await create(apps('deployments'), deployment('rolled', 4));
      await readyPods('rolled', 4);
      const seen: number[] = [];
      await api.call(
        'PATCH',
        apps('deployments', 'rolled'),
        [
          {
            op: 'replace',
            path: '/spec/template/spec/containers/0/image',
            value: 'example/contract:2',
          },
        ],
        { type: JSON_PATCH },
      );
      await eventually(async () => {
        const { body } = await api.call('GET', apps('deployments', 'rolled'));
        seen.push(body.status.availableReplicas ?? 0);
        return (
          body.status.observedGeneration === 2 &&
          body.status.updatedReplicas === 4 &&
          body.status.availableReplicas === 4 &&
          body.status.replicas === 4
        );
      }, 'the roll-out');
      expect(Math.min(...seen)).toBeGreaterThanOrEqual(3);
      const pods = await readyPods('rolled', 4);
      expect(new Set(pods.map(p => p.spec.containers[0].image))).toEqual(
        new Set(['example/contract:2']),
      );
      const sets = (
        await api.call(
          'GET',
          `${apps('replicasets')}?labelSelector=app%3Drolled`,
        )
      ).body.items;
      expect(sets.map((s: Answer['body']) => s.spec.replicas).sort()).toEqual([
        0, 4,
      ]);
    }, 60_000);

    it('take away what an owner leaves behind', async () => {
      await create(apps('deployments'), deployment('owned', 1));
      await readyPods('owned', 1);
      await api.call(
        'DELETE',
        `${apps('deployments', 'owned')}?propagationPolicy=Background`,
      );
      await eventually(
        async () => (await podsOf('owned')).length === 0,
        'no pod left',
      );
    }, 60_000);

    it('leave orphans where asked to', async () => {
      await create(apps('deployments'), deployment('orphaned', 1));
      await readyPods('orphaned', 1);
      await api.call(
        'DELETE',
        `${apps('deployments', 'orphaned')}?propagationPolicy=Orphan`,
      );
      await eventually(
        async () =>
          (await api.call('GET', apps('deployments', 'orphaned'))).status ===
          404,
        'the Deployment gone',
      );
      const sets = (
        await api.call(
          'GET',
          `${apps('replicasets')}?labelSelector=app%3Dorphaned`,
        )
      ).body.items;
      expect(sets).toHaveLength(1);
      expect(sets[0].metadata.ownerReferences).toBeUndefined();
    }, 60_000);

    it('keep a StatefulSet in order', async () => {
      await create(apps('statefulsets'), {
        apiVersion: 'apps/v1',
        kind: 'StatefulSet',
        metadata: { name: 'ordered' },
        spec: {
          replicas: 2,
          serviceName: 'ordered',
          selector: { matchLabels: { app: 'ordered' } },
          template: template('ordered'),
        },
      });
      const pods = await readyPods('ordered', 2);
      expect(pods.map(p => p.metadata.name).sort()).toEqual([
        'ordered-0',
        'ordered-1',
      ]);
      const at0 = pods.find(p => p.metadata.name === 'ordered-0');
      const at1 = pods.find(p => p.metadata.name === 'ordered-1');
      const readySince = (p: Answer['body']) =>
        p.status.conditions.find((c: Answer['body']) => c.type === 'Ready')
          .lastTransitionTime;
      expect(at1.metadata.creationTimestamp >= readySince(at0)).toBe(true);
    }, 60_000);

    it('mark a pod unschedulable with the reason', async () => {
      await create(core('pods'), {
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: { name: 'stuck' },
        spec: podSpec({ nodeSelector: { 'example.com/nowhere': 'true' } }),
      });
      const pod = await eventually(async () => {
        const { body } = await api.call('GET', core('pods', 'stuck'));
        return body.status.conditions?.some(
          (c: Answer['body']) =>
            c.type === 'PodScheduled' && c.status === 'False',
        )
          ? body
          : undefined;
      }, 'an unschedulable pod');
      expect(pod.status.phase).toBe('Pending');
      expect(
        pod.status.conditions.find(
          (c: Answer['body']) => c.type === 'PodScheduled',
        ).reason,
      ).toBe('Unschedulable');
    });
  });

  describe('custom resources', () => {
    const group = `${namespace}.example.com`;

    it('are served once their definition is established', async () => {
      await create('/apis/apiextensions.k8s.io/v1/customresourcedefinitions', {
        apiVersion: 'apiextensions.k8s.io/v1',
        kind: 'CustomResourceDefinition',
        metadata: { name: `things.${group}` },
        spec: {
          group,
          scope: 'Namespaced',
          names: {
            kind: 'Thing',
            plural: 'things',
            singular: 'thing',
            listKind: 'ThingList',
          },
          versions: [
            {
              name: 'v1',
              served: true,
              storage: true,
              schema: {
                openAPIV3Schema: {
                  type: 'object',
                  'x-kubernetes-preserve-unknown-fields': true,
                },
              },
            },
          ],
        },
      });
      const things = `/apis/${group}/v1/namespaces/${namespace}/things`;
      await eventually(
        async () => (await api.call('GET', things)).status === 200,
        'the new group',
      );
      const made = await create(things, {
        apiVersion: `${group}/v1`,
        kind: 'Thing',
        metadata: { name: 'one' },
        spec: { a: 1 },
      });
      expect(made.spec).toEqual({ a: 1 });
      // Items of custom resources carry their kind in lists, those of built-in types do not.
      expect((await api.call('GET', things)).body.items[0].kind).toBe('Thing');
      await api.call(
        'DELETE',
        `/apis/apiextensions.k8s.io/v1/customresourcedefinitions/things.${group}`,
      );
      await eventually(
        async () => (await api.call('GET', things)).status === 404,
        'the group gone',
      );
    }, 60_000);
  });

  describe('with @kubernetes/client-node', () => {
    const client = () => {
      const config = new KubeConfig();
      config.loadFromClusterAndUser(
        {
          name: 'contract',
          server: target.server,
          caData: Buffer.from(target.ca).toString('base64'),
          skipTLSVerify: false,
        },
        { name: 'contract', token: target.token },
      );
      return config.makeApiClient(CoreV1Api);
    };

    it('lists, patches and evicts', async () => {
      const typed = client();
      await create(core('configmaps'), configMap('typed', { typed: 'yes' }));
      const list = await typed.listNamespacedConfigMap({
        namespace,
        labelSelector: 'typed=yes',
      });
      expect(list.items.map(i => i.metadata?.name)).toEqual(['typed']);
      const patched = await typed.patchNamespacedConfigMap(
        { namespace, name: 'typed', body: { data: { b: '2' } } },
        setHeaderOptions('Content-Type', PatchStrategy.MergePatch),
      );
      expect(patched.data).toEqual({ a: '1', b: '2' });
      const [pod] = await readyPods('free', 2);
      const eviction = {
        apiVersion: 'policy/v1',
        kind: 'Eviction',
        metadata: { name: pod.metadata.name, namespace },
        deleteOptions: { preconditions: { uid: pod.metadata.uid } },
      };
      await typed.createNamespacedPodEviction({
        namespace,
        name: pod.metadata.name,
        body: eviction,
      });
      await eventually(
        async () =>
          !(
            await podsOf('free')
          ).some(p => p.metadata.uid === pod.metadata.uid),
        'the pod gone',
      );
      await expect(
        typed.readNamespacedConfigMap({ namespace, name: 'nowhere' }),
      ).rejects.toMatchObject({ code: 404 });
    }, 60_000);
  });
}
