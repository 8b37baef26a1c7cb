// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type {
  Inventory,
  InventoryPart,
  InventoryParts,
} from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { iamGrants, kubernetesGrants } from '../clusters/grants';
import { KubernetesError } from '../clusters/kubernetesApi';
import { ReachError } from '../clusters/reachError';
import { fakeSessions, named, type Fakes } from './__testUtils__/fakeSession';
import { shopArn, shopAws, shopKubernetes } from './__testUtils__/shop';
import { inventoryParts, originOf } from './parts';
import { readInventory } from './readInventory';
import { RegionReads } from './regionReads';

const { signal } = new AbortController();
const now = () => new Date('2026-11-21T10:00:00Z');

const shop = (changes: Partial<Fakes> = {}): Fakes => ({
  ...changes,
  aws: { ...shopAws(), ...changes.aws },
  kubernetes: { ...shopKubernetes(), ...changes.kubernetes },
});

async function picture(changes: Partial<Fakes> = {}) {
  const sessions = fakeSessions(shop(changes));
  const inventory = await readInventory(
    sessions,
    { arn: shopArn },
    { now },
    signal,
  );
  return { inventory, calls: sessions.calls };
}

function value<P extends InventoryPart>(
  inventory: Inventory,
  name: P,
): InventoryParts[P] {
  const part = inventory.parts[name];
  if (part.state === 'unread') {
    throw new Error(`${name}: ${JSON.stringify(part.unread)}`);
  }
  return part.value;
}

describe('readInventory', () => {
  it('reads every part', async () => {
    const { inventory } = await picture();
    expect(inventory).toMatchObject({
      clusterArn: shopArn,
      clusterName: 'shop',
      readAt: '2026-11-21T10:00:00.000Z',
    });
    for (const name of inventoryParts) {
      expect([name, inventory.parts[name]]).toEqual([
        name,
        expect.objectContaining({ state: 'read', missing: [] }),
      ]);
    }
  });

  it('describes the cluster, its children and their pages', async () => {
    const { inventory } = await picture();
    expect(value(inventory, 'cluster')).toMatchObject({
      arn: shopArn,
      accountId: '123456789012',
      logging: ['api', 'audit'],
      authenticationMode: 'API_AND_CONFIG_MAP',
      autoMode: { compute: false, blockStorage: false, loadBalancing: false },
    });
    expect(value(inventory, 'updates').map(u => u.id)).toEqual(['u1', 'u2']);
    expect(value(inventory, 'nodegroups').map(g => g.name)).toEqual([
      'main',
      'gpu',
    ]);
    expect(value(inventory, 'addons')[0].compatibleVersions).toEqual([
      'v1.12.0',
      'v1.11.4',
    ]);
    expect(value(inventory, 'insights')).toEqual([
      expect.objectContaining({ id: 'i1' }),
      expect.objectContaining({ id: 'i2', recommendation: 'mend it' }),
    ]);
    expect(value(inventory, 'clusterRole')).toMatchObject({
      exists: true,
      role: { trust: { Version: '2012-10-17' }, inlinePolicies: ['inline'] },
    });
    expect(value(inventory, 'autoNodeRole')).toEqual({
      exists: false,
      arn: 'arn:aws:iam::123456789012:role/AmazonEKSAutoNodeRole-shop-eu-central-1',
    });
  });

  it('takes from the region what is the cluster’s, and tells by routes which subnets are public', async () => {
    const { inventory } = await picture();
    expect(
      value(inventory, 'subnets').map(s => [s.id, s.public, s.egress]),
    ).toEqual([
      ['subnet-a', false, true],
      ['subnet-b', false, false],
      // In which a node stands that is of no group.
      ['subnet-nodes', false, true],
      ['subnet-lb', true, true],
    ]);
    expect(value(inventory, 'subnets').map(s => s.outpostArn)).toEqual([
      undefined,
      'arn:aws:outposts:eu-central-1:111122223333:outpost/op-1',
      undefined,
    ]);
    expect(value(inventory, 'securityGroups').map(g => g.id)).toEqual(['sg-1']);
    expect(value(inventory, 'autoScalingGroups')).toEqual([
      expect.objectContaining({
        name: 'asg-main',
        lifecycleHooks: ['drain'],
        scalingPolicies: ['cpu'],
        scheduledActions: ['night'],
        notifications: ['arn:aws:sns:eu-central-1:111122223333:nodes'],
        launchTemplate: { id: 'lt-1', version: '3' },
        mixedInstances: true,
      }),
    ]);
    // By its group, because a node names it, and by Auto Mode's tag; the stranger is left out.
    expect(
      value(inventory, 'instances').map(i => [i.id, i.managedByAuto]),
    ).toEqual([
      ['i-0001', false],
      ['i-0002', false],
      ['i-0003', true],
    ]);
    expect(value(inventory, 'instanceTypes').map(t => t.type)).toEqual([
      'c7g.xlarge',
      'm7i.large',
    ]);
    expect(value(inventory, 'sourceNodeRoles').map(r => r.name)).toEqual([
      'shop-node',
      'standalone',
    ]);
    expect(value(inventory, 'instanceProfiles')).toEqual([
      {
        arn: expect.stringContaining(':instance-profile/'),
        roleArn: expect.stringContaining(':role/standalone'),
      },
    ]);
    // Two of 2 vCPUs and one of 4; the GPU instance has a quota of its own.
    expect(value(inventory, 'vcpuQuota')).toEqual({ limit: 64, used: 8 });
    expect(value(inventory, 'prices')).toEqual([
      { type: 'c7g.xlarge', onDemand: 0.1159 },
      { type: 'm7i.large', onDemand: 0.1159, autoFee: 0.0139 },
      // What Auto Mode could launch in its place.
      { type: 'm7i.xlarge', onDemand: 0.2318, autoFee: 0.0278 },
    ]);
  });

  it('reduces Kubernetes objects to what rules read and keeps no secret', async () => {
    const { inventory } = await picture();
    const [pod] = value(inventory, 'pods');
    expect(pod).toEqual({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: {
        name: 'a',
        namespace: 'shop',
        uid: 'uid-a',
        annotations: { 'karpenter.sh/do-not-disrupt': 'true' },
        managers: ['kubectl'],
      },
      spec: {
        nodeName: 'n1',
        containers: [
          {
            name: 'app',
            image: 'shop:1',
            args: ['--db-password', '***', '--token=***', '--verbose'],
            env: [
              { name: 'AWS_REGION', value: 'eu-central-1' },
              { name: 'AWS_SECRET_ACCESS_KEY' },
              { name: 'DB_PASSWORD' },
              { name: 'FROM' },
            ],
            readinessProbe: { httpGet: {}, initialDelaySeconds: 20 },
          },
        ],
      },
      status: { phase: 'Running' },
    });
    const text = JSON.stringify(inventory);
    expect(text).not.toContain('marker-');
    expect(text).not.toContain(
      Buffer.from('marker-').toString('base64').slice(0, 9),
    );
    expect(value(inventory, 'configMaps').map(c => c.data)).toEqual([
      { Corefile: '.:53 {}' },
    ]);
    expect(value(inventory, 'helmReleases')).toEqual([
      {
        namespace: 'kube-system',
        name: 'karpenter-crd',
        revision: 2,
        status: 'deployed',
      },
    ]);
  });

  it('reads what a definition serves, and is content with definitions that are not there', async () => {
    const { inventory, calls } = await picture();
    expect(value(inventory, 'nodePools')).toEqual([
      expect.objectContaining({ apiVersion: 'karpenter.sh/v1beta1' }),
    ]);
    expect(value(inventory, 'nodeClasses')).toEqual([]);
    expect(calls.filter(call => call.includes('nodeclasses'))).toEqual([]);
  });

  it('makes no more calls than every list page and one describe a child', async () => {
    const { calls } = await picture({ page: 2 });
    const count = new Map<string, number>();
    for (const call of calls) count.set(call, (count.get(call) ?? 0) + 1);
    const many = Object.fromEntries(
      [...count].filter(([, times]) => times > 1),
    );
    expect(many).toEqual({
      // Two pages, two updates, two groups, one role each for cluster, Auto nodes, and two sources.
      'eks:ListUpdates': 2,
      'eks:DescribeUpdate': 2,
      'eks:DescribeNodegroup': 2,
      'iam:GetRole': 4,
      'iam:ListAttachedRolePolicies': 3,
      'iam:ListRolePolicies': 3,
      'ec2:DescribeVpcAttribute': 2,
      // Two pages.
      'autoscaling:DescribeNotificationConfigurations': 2,
      // The list of fees, and that of instances.
      'pricing:GetProducts': 2,
      'GET /api/v1/pods': 2,
    });
    expect(calls.filter(call => call.startsWith('POST'))).toHaveLength(1);
  });

  it('calls nothing that the assess role is not granted', async () => {
    const { calls } = await picture();
    const actions = new Set(
      iamGrants.assess.flatMap(statement => statement.actions),
    );
    const aws = calls.filter(call => /^[a-z0-9]+:/.test(call));
    expect(aws.filter(call => !actions.has(call))).toEqual([]);
    const listed = new Set(
      kubernetesGrants.assess.flatMap(rule =>
        rule.groups.flatMap(group =>
          rule.resources.map(resource => `${group}/${resource}`),
        ),
      ),
    );
    const asked = calls.flatMap(call => {
      const path =
        /^GET \/(?:api|apis\/([^/]+))\/v[^/]+\/(?:namespaces\/[^/]+\/)?([a-z]+)/.exec(
          call,
        );
      return path ? [`${path[1] ?? ''}/${path[2]}`] : [];
    });
    expect(asked.length).toBeGreaterThan(20);
    expect(asked.filter(resource => !listed.has(resource))).toEqual([]);
  });

  it('reads a region once for all its clusters', async () => {
    const sessions = fakeSessions(shop());
    const regions = new RegionReads();
    for (const name of ['shop', 'shop2', 'shop3']) {
      await readInventory(
        sessions,
        { arn: shopArn.replace('shop', name) },
        { now, regions },
        signal,
      );
    }
    const times = (call: string) =>
      sessions.calls.filter(c => c === call).length;
    for (const call of [
      'ec2:DescribeSubnets',
      'ec2:DescribeRouteTables',
      'ec2:DescribeInstances',
      'ec2:DescribeInstanceTypes',
      'ec2:DescribeSecurityGroups',
      'ec2:DescribeVpcs',
      'autoscaling:DescribeAutoScalingGroups',
      'autoscaling:DescribePolicies',
      'servicequotas:GetServiceQuota',
      'eks:DescribeClusterVersions',
      'eks:DescribeAddonVersions',
    ]) {
      expect([call, times(call)]).toEqual([call, 1]);
    }
    // Two pages of it.
    expect(times('autoscaling:DescribeNotificationConfigurations')).toBe(2);
    expect(times('eks:DescribeCluster')).toBe(3);
    expect(times('pricing:GetProducts')).toBe(2);
  });

  it('tells one child that could not be read from a list that could not', async () => {
    const { inventory } = await picture({
      aws: {
        'eks:DescribeNodegroup': input =>
          input.nodegroupName === 'gpu'
            ? named('AccessDeniedException', 'User: x is not authorized')
            : shopAws()['eks:DescribeNodegroup'](input),
        'eks:ListAddons': () => named('ThrottlingException', 'Rate exceeded'),
      },
    });
    expect(inventory.parts.nodegroups).toMatchObject({
      state: 'read',
      value: [expect.objectContaining({ name: 'main' })],
      missing: [
        {
          what: 'gpu',
          unread: {
            reason: 'denied',
            operation: 'eks:DescribeNodegroup',
            remedy: expect.stringContaining('eks:DescribeNodegroup'),
          },
        },
      ],
    });
    expect(inventory.parts.addons).toMatchObject({
      state: 'unread',
      unread: { reason: 'throttled', operation: 'eks:ListAddons' },
    });
  });

  it('keeps the groups where a role of before may not read their notifications', async () => {
    const { inventory } = await picture({
      aws: {
        'autoscaling:DescribeNotificationConfigurations': () =>
          named('AccessDeniedException', 'User: x is not authorized'),
      },
    });
    expect(inventory.parts.autoScalingGroups).toMatchObject({
      state: 'read',
      value: [
        expect.objectContaining({
          lifecycleHooks: ['drain'],
          scalingPolicies: ['cpu'],
          notifications: [],
        }),
      ],
      missing: [
        {
          what: 'notifications',
          unread: {
            reason: 'denied',
            operation: 'autoscaling:DescribeNotificationConfigurations',
            remedy: expect.stringContaining(
              'autoscaling:DescribeNotificationConfigurations',
            ),
          },
        },
      ],
    });
  });

  it('never takes an endpoint that does not know an operation for absence', async () => {
    const html = Object.assign(named('SyntaxError', 'Unexpected token <'), {
      $metadata: { httpStatusCode: 404 },
    });
    const { inventory } = await picture({
      aws: { 'iam:GetRole': () => html },
    });
    expect(inventory.parts.clusterRole).toMatchObject({
      state: 'unread',
      unread: {
        reason: 'failed',
        remedy: expect.stringContaining('AWS_ENDPOINT_URL'),
      },
    });
  });

  it.each([
    [
      'unauthenticated',
      new KubernetesError(401, 'Unauthorized', 'Unauthorized'),
      /create-access-entry --cluster-name shop/,
    ],
    [
      'unreachable',
      new KubernetesError(0, 'UntrustedCertificate', 'bad CA'),
      /certificate-authority/,
    ],
    [
      'unreachable',
      new KubernetesError(0, 'ConnectionRefused', 'refused'),
      /reach the endpoint/,
    ],
  ])(
    'asks once and leaves the AWS side standing where Kubernetes answers %s',
    async (reason, error, remedy) => {
      const { inventory, calls } = await picture({
        kubernetes: Object.fromEntries(
          ['*', ...Object.keys(shopKubernetes())].map(path => [path, error]),
        ),
      });
      const told = inventoryParts
        .filter(name => name !== 'missingAccess')
        .flatMap(name => {
          const part = inventory.parts[name];
          return part.state === 'unread' ? [{ name, ...part.unread }] : [];
        });
      expect(told.map(({ name }) => name)).toEqual(
        inventoryParts.filter(
          name =>
            // Which volumes of EBS to ask for is what Kubernetes says.
            name === 'ebsVolumes' ||
            (originOf(name) === 'kubernetes' && name !== 'missingAccess'),
        ),
      );
      expect(new Set(told.map(one => one.reason))).toEqual(new Set([reason]));
      expect(told.every(one => remedy.test(one.remedy ?? ''))).toBe(true);
      expect(calls.filter(call => call.startsWith('GET'))).toHaveLength(1);
      expect(value(inventory, 'instances').map(i => i.id)).toEqual([
        'i-0001',
        'i-0003',
      ]);
    },
  );

  it('asks for the volumes of EBS that there are PersistentVolumes for', async () => {
    const volume = (name: string, spec: object) => ({
      metadata: { name },
      spec,
    });
    const asked: unknown[] = [];
    const { inventory } = await picture({
      aws: {
        'ec2:DescribeVolumes': input => {
          asked.push(input);
          return {
            Volumes: [
              {
                VolumeId: 'vol-1',
                Encrypted: true,
                KmsKeyId: 'key',
                Tags: [{ Key: 'a', Value: 'b' }],
              },
            ],
          };
        },
      },
      kubernetes: {
        '/api/v1/persistentvolumes': [
          volume('a', {
            csi: { driver: 'ebs.csi.eks.amazonaws.com', volumeHandle: 'vol-1' },
          }),
          volume('b', {
            awsElasticBlockStore: { volumeID: 'aws://us-east-1a/vol-2' },
          }),
          volume('c', {
            csi: { driver: 'efs.csi.aws.com', volumeHandle: 'fs-1' },
          }),
        ],
      },
    });
    expect(value(inventory, 'ebsVolumes')).toEqual([
      { id: 'vol-1', encrypted: true, kmsKeyId: 'key', tags: { a: 'b' } },
    ]);
    expect(asked).toEqual([
      expect.objectContaining({
        Filters: [{ Name: 'volume-id', Values: ['vol-1', 'vol-2'] }],
        IncludeManagedResources: true,
      }),
    ]);
  });

  it('tells a group that fails from one that is not installed, and from one that is denied', async () => {
    const { inventory } = await picture({
      kubernetes: {
        '/apis/policy/v1/poddisruptionbudgets': new KubernetesError(
          503,
          'ServiceUnavailable',
          'no endpoints',
        ),
        '/apis/apps/v1/deployments': new KubernetesError(
          403,
          'Forbidden',
          'cannot list',
        ),
        '/apis/apiextensions.k8s.io/v1/customresourcedefinitions':
          new KubernetesError(403, 'Forbidden', 'cannot list'),
      },
    });
    expect(inventory.parts.podDisruptionBudgets).toMatchObject({
      unread: {
        reason: 'not-served',
        operation: 'list policy/v1/poddisruptionbudgets',
      },
    });
    expect(inventory.parts.deployments).toMatchObject({
      unread: {
        reason: 'denied',
        remedy: expect.stringContaining('deploy/kubernetes/assess.yaml'),
      },
    });
    // Without the definitions each type is asked for: a 404 says that it is not there.
    expect(inventory.parts.nodeClasses).toMatchObject({
      state: 'read',
      value: [],
    });
  });

  it('names what the migrate identity lacks', async () => {
    const { inventory } = await picture({
      allowed: ({ verb, resource }) => verb !== '*' && resource !== 'pods',
    });
    expect(value(inventory, 'missingAccess')).toEqual(
      expect.arrayContaining([
        {
          verb: 'create',
          group: '',
          resource: 'pods',
          subresource: 'eviction',
        },
      ]),
    );
    expect(
      value(inventory, 'missingAccess').every(need => need.resource === 'pods'),
    ).toBe(true);
  });

  it('says of every part why a role could not be assumed', async () => {
    const { inventory } = await picture({
      opens: () => {
        throw new ReachError(
          'role-denied',
          'The assess role may not be assumed',
          'Let its trust policy',
        );
      },
    });
    for (const name of inventoryParts) {
      expect(inventory.parts[name]).toMatchObject({
        state: 'unread',
        unread: { reason: 'denied', remedy: 'Let its trust policy' },
      });
    }
  });

  it('is called off by its signal', async () => {
    const controller = new AbortController();
    const sessions = fakeSessions(
      shop({
        aws: {
          'eks:ListAddons': () => {
            controller.abort(new Error('called off'));
            return named('AbortError');
          },
        },
      }),
    );
    await expect(
      readInventory(sessions, { arn: shopArn }, { now }, controller.signal),
    ).rejects.toThrow('called off');
  });

  it('tells how far it is', async () => {
    const steps: [number, number][] = [];
    await readInventory(
      fakeSessions(shop()),
      { arn: shopArn },
      { now },
      signal,
      (done, total) => steps.push([done, total]),
    );
    expect(steps[0]).toEqual([0, inventoryParts.length]);
    expect(steps.at(-1)).toEqual([
      inventoryParts.length,
      inventoryParts.length,
    ]);
  });
});
