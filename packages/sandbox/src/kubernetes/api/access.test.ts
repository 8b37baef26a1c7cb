// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { Identity } from '../../seam';
import { TestCluster, startTestCluster } from '../testing/testCluster';

const reader = (change: Partial<Identity> = {}): Identity => ({
  arn: 'arn:aws:iam::111122223333:role/reader',
  username: 'reader',
  groups: ['readers'],
  policies: [],
  ...change,
});

jest.setTimeout(60_000);

describe('access', () => {
  let cluster: TestCluster;
  beforeAll(async () => {
    cluster = await startTestCluster({
      grants: [
        {
          group: 'readers',
          allow: [{ verbs: ['list'], apiGroups: [''], resources: ['pods'] }],
        },
      ],
      productRoles: ['assess', 'backup', 'migrate'],
      namespaces: [{ name: 'shop', deployments: [{ name: 'web' }] }],
      objects: [
        {
          apiVersion: 'rbac.authorization.k8s.io/v1',
          kind: 'RoleBinding',
          metadata: { name: 'viewers', namespace: 'shop' },
          roleRef: {
            apiGroup: 'rbac.authorization.k8s.io',
            kind: 'ClusterRole',
            name: 'view',
          },
          subjects: [
            {
              kind: 'User',
              name: 'viewer',
              apiGroup: 'rbac.authorization.k8s.io',
            },
          ],
        },
      ],
    });
    cluster.cloud.identities.set('reader', reader());
    cluster.cloud.identities.set(
      'viewer',
      reader({ username: 'viewer', groups: [] }),
    );
    for (const role of ['assess', 'backup', 'migrate'])
      cluster.cloud.identities.set(
        role,
        reader({ username: role, groups: [`eks-auto-mode-${role}`] }),
      );
    for (const name of [
      'AmazonEKSViewPolicy',
      'AmazonEKSAdminViewPolicy',
      'AmazonEKSEditPolicy',
      'AmazonEKSClusterAdminPolicy',
    ]) {
      cluster.cloud.identities.set(
        name,
        reader({
          username: name,
          groups: [],
          policies: [{ name, namespaces: 'cluster' }],
        }),
      );
    }
    cluster.cloud.identities.set(
      'scoped',
      reader({
        username: 'scoped',
        groups: [],
        policies: [{ name: 'AmazonEKSViewPolicy', namespaces: ['shop'] }],
      }),
    );
  });
  afterAll(() => cluster.stop());

  const status = async (
    token: string,
    method: string,
    path: string,
    body?: unknown,
  ) => (await cluster.call(method, path, body, { token })).status;

  it('names user, verb, resource and place in a refusal, as the API server words it', async () => {
    const one = await cluster.call(
      'GET',
      '/api/v1/namespaces/shop/pods/web',
      undefined,
      { token: 'reader' },
    );
    expect(one.status).toBe(403);
    expect(one.body).toMatchObject({
      reason: 'Forbidden',
      message:
        'pods "web" is forbidden: User "reader" cannot get resource "pods" in API group "" in the namespace "shop"',
      details: { name: 'web', kind: 'pods' },
    });
    const nodes = await cluster.call('GET', '/api/v1/nodes', undefined, {
      token: 'reader',
    });
    expect(nodes.body.message).toBe(
      'nodes is forbidden: User "reader" cannot list resource "nodes" in API group "" at the cluster scope',
    );
    const evict = await cluster.call(
      'POST',
      '/api/v1/namespaces/shop/pods/web/eviction',
      {},
      { token: 'reader' },
    );
    expect(evict.body.message).toBe(
      'pods "web" is forbidden: User "reader" cannot create resource "pods/eviction" in API group "" in the namespace "shop"',
    );
    const path = await cluster.call('GET', '/metrics', undefined, {
      token: 'reader',
    });
    expect(path.body.message).toBe(
      'forbidden: User "reader" cannot get path "/metrics"',
    );
  });

  it('tells a missing right from a token that nobody has', async () => {
    expect(await status('nobody', 'GET', '/api/v1/pods')).toBe(401);
    expect(await status('', 'GET', '/api/v1/pods')).toBe(403);
    expect(await status('', 'GET', '/readyz')).toBe(200);
    expect(await status('reader', 'GET', '/api/v1/pods')).toBe(200);
  });

  it('binds within a namespace only', async () => {
    expect(
      await status(
        'viewer',
        'GET',
        '/apis/apps/v1/namespaces/shop/deployments',
      ),
    ).toBe(200);
    expect(await status('viewer', 'GET', '/apis/apps/v1/deployments')).toBe(
      403,
    );
    expect(
      await status(
        'viewer',
        'GET',
        '/apis/apps/v1/namespaces/kube-system/deployments',
      ),
    ).toBe(403);
    expect(await status('scoped', 'GET', '/api/v1/namespaces/shop/pods')).toBe(
      200,
    );
    expect(await status('scoped', 'GET', '/api/v1/pods')).toBe(403);
  });

  // EKS User Guide, access-policy-permissions: View and Edit lack nodes, Edit lacks evictions, AdminView reads Secrets.
  it.each([
    ['AmazonEKSViewPolicy', 'GET', '/api/v1/pods', 200],
    ['AmazonEKSViewPolicy', 'GET', '/api/v1/nodes', 403],
    ['AmazonEKSViewPolicy', 'GET', '/api/v1/secrets', 403],
    ['AmazonEKSAdminViewPolicy', 'GET', '/api/v1/nodes', 200],
    ['AmazonEKSAdminViewPolicy', 'GET', '/api/v1/secrets', 200],
    [
      'AmazonEKSAdminViewPolicy',
      'DELETE',
      '/api/v1/namespaces/shop/pods/web',
      403,
    ],
    [
      'AmazonEKSEditPolicy',
      'POST',
      '/api/v1/namespaces/shop/pods/web/eviction',
      403,
    ],
    ['AmazonEKSClusterAdminPolicy', 'GET', '/api/v1/nodes', 200],
  ])('%s: %s %s is %d', async (token, method, path, expected) => {
    expect(await status(token, method, path)).toBe(expected);
  });

  it("gives the product's own roles what deploy/ says", async () => {
    expect(await status('assess', 'GET', '/api/v1/nodes')).toBe(200);
    expect(await status('assess', 'PATCH', '/api/v1/nodes/x', {})).toBe(403);
    expect(await status('backup', 'GET', '/api/v1/secrets')).toBe(200);
    expect(
      await status(
        'backup',
        'POST',
        '/api/v1/namespaces/shop/pods/web/eviction',
        {},
      ),
    ).toBe(403);
    expect(
      await status(
        'migrate',
        'POST',
        '/api/v1/namespaces/shop/pods/gone/eviction',
        {},
      ),
    ).toBe(404);
  });

  it('answers access reviews by the same rules', async () => {
    const review = async (token: string, resourceAttributes: object) =>
      (
        await cluster.call(
          'POST',
          '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews',
          {
            apiVersion: 'authorization.k8s.io/v1',
            kind: 'SelfSubjectAccessReview',
            spec: { resourceAttributes },
          },
          { token },
        )
      ).body.status.allowed;
    expect(await review('reader', { verb: 'list', resource: 'pods' })).toBe(
      true,
    );
    expect(await review('reader', { verb: 'delete', resource: 'pods' })).toBe(
      false,
    );
    expect(
      await review('migrate', {
        verb: 'create',
        resource: 'pods',
        subresource: 'eviction',
      }),
    ).toBe(true);
    expect(
      await review('viewer', {
        verb: 'list',
        resource: 'pods',
        namespace: 'shop',
      }),
    ).toBe(true);
    expect(await review('viewer', { verb: 'list', resource: 'pods' })).toBe(
      false,
    );
  });

  it('answers 415 to the patches that it does not serve, naming those that it does', async () => {
    for (const type of [
      'application/strategic-merge-patch+json',
      'application/apply-patch+yaml',
    ]) {
      const { status: code, body } = await cluster.call(
        'PATCH',
        '/apis/apps/v1/namespaces/shop/deployments/web',
        { spec: {} },
        { type },
      );
      expect(code).toBe(415);
      expect(body.message).toContain(
        'application/json-patch+json, application/merge-patch+json',
      );
    }
  });
});
