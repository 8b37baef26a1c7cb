// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { setTimeout as sleep } from 'node:timers/promises';
import { KubeApi } from '../api/client';
import type { Pod } from '../api/objects';
import { ResponseError } from '../api/responseError';
import { bindClaims } from '../cluster/claims';
import { ControlPlane } from '../cluster/controlPlane';
import { groupInstances } from '../cluster/groups';
import { KUBELETS } from '../cluster/kubelets';
import { joinNode, removeNode } from '../cluster/nodes';
import { untilQuiet } from '../cluster/quiet';
import { sizeGroups } from '../cluster/sizing';
import { Applying } from '../manifests/apply';
import { order } from '../manifests/order';
import { parseManifests } from '../manifests/read';
import { runToEnd } from '../process/run';
import { Witness } from './witness';

jest.setTimeout(240_000);

const workload = (kind: string, name: string, replicas: number) => `
apiVersion: apps/v1
kind: ${kind}
metadata: {name: ${name}, namespace: shop}
spec:
  replicas: ${replicas}
  serviceName: ${name}
  selector: {matchLabels: {app: ${name}}}
  template:
    metadata: {labels: {app: ${name}}}
    spec:
      containers:
      - {name: c, image: never/pulled, resources: {requests: {cpu: 100m}}}
---
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: {name: ${name}, namespace: shop}
spec: {maxUnavailable: 1, selector: {matchLabels: {app: ${name}}}}
---
`;

const manifests = `
${workload('Deployment', 'web', 6).replace('  serviceName: web\n', '')}
${workload('StatefulSet', 'db', 2)}
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: disk, namespace: shop}
spec:
  replicas: 1
  serviceName: disk
  selector: {matchLabels: {app: disk}}
  template:
    metadata: {labels: {app: disk}}
    spec: {containers: [{name: c, image: never/pulled}]}
  volumeClaimTemplates:
  - metadata: {name: data}
    spec:
      accessModes: [ReadWriteOnce]
      storageClassName: gp3
      resources: {requests: {storage: 1Gi}}
---
apiVersion: storage.k8s.io/v1
kind: StorageClass
metadata: {name: gp3}
provisioner: ebs.csi.aws.com
volumeBindingMode: WaitForFirstConsumer
---
apiVersion: v1
kind: Pod
metadata: {name: bare, namespace: shop}
spec: {containers: [{name: c, image: never/pulled}]}
---
apiVersion: example.com/v1
kind: Nothing
metadata: {name: nobody-serves-this}
`;

describe('the witness on a real control plane', () => {
  let plane: ControlPlane;
  let witness: Witness;
  let somebody: KubeApi;
  let kubelets: KubeApi;
  const background = new AbortController();

  beforeAll(async () => {
    plane = await ControlPlane.start({
      delays: { ready: [300, 600], gone: [100, 300], jobSucceeds: 500 },
      authenticate: async token =>
        token === 'somebody' || token === KUBELETS
          ? { username: token, groups: ['system:masters'] }
          : undefined,
    });
    const as = (token: string) =>
      new KubeApi(plane.endpoint, plane.certificateAuthority, token);
    somebody = as('somebody');
    kubelets = as(KUBELETS);
    for (const instance of groupInstances(sizeGroups([]))) {
      await joinNode(plane.api, instance);
    }
    await bindClaims(plane.api, background.signal, error => {
      throw error;
    });
    const read = parseManifests('shop.yaml', manifests);
    const notApplied = await new Applying(plane.api).apply(
      order(read.manifests),
    );
    if (
      notApplied.length !== 1 ||
      notApplied[0].name !== 'nobody-serves-this'
    ) {
      throw new Error(JSON.stringify(notApplied));
    }
    await untilQuiet(plane.api, { within: 60_000 });
    witness = await Witness.start(plane.api, plane.auditLog);
  });

  beforeEach(async () => {
    await untilQuiet(plane.api, { within: 60_000 });
    witness.mark();
  });

  afterAll(async () => {
    witness?.stop();
    background.abort();
    await somebody?.close();
    await kubelets?.close();
    await plane?.stop();
  });

  const pods = async (app: string) =>
    (
      await plane.api.list<Pod>('/api/v1/namespaces/shop/pods', {
        labelSelector: `app=${app}`,
      })
    ).items;

  const evict = async (pod: Pod) => {
    const { name, namespace } = pod.metadata;
    try {
      await plane.api.request(
        'POST',
        `/api/v1/namespaces/${namespace}/pods/${name}/eviction`,
        {
          body: {
            apiVersion: 'policy/v1',
            kind: 'Eviction',
            metadata: { name, namespace },
          },
        },
      );
      return 201;
    } catch (error) {
      if (error instanceof ResponseError) return error.statusCode;
      throw error;
    }
  };

  const settled = async () => {
    await sleep(500);
    await untilQuiet(plane.api, { within: 60_000 });
    return witness.testify();
  };

  it('keeps every pod of EBS where its volume is', async () => {
    const [pod] = await pods('disk');
    const node = await plane.api.get(`/api/v1/nodes/${pod.spec.nodeName}`);
    const volumes = await plane.api.list('/api/v1/persistentvolumes');
    expect(volumes.items).toMatchObject([
      {
        spec: {
          csi: { driver: 'ebs.csi.aws.com' },
          nodeAffinity: {
            required: {
              nodeSelectorTerms: [
                {
                  matchExpressions: [
                    {
                      values: [
                        node.metadata.labels?.['topology.kubernetes.io/zone'],
                      ],
                    },
                  ],
                },
              ],
            },
          },
        },
      },
    ]);
  });

  it('counts what a budget granted and refused, and no violation', async () => {
    const [first, second] = await pods('web');
    await expect(evict(first)).resolves.toBe(201);
    await expect(evict(second)).resolves.toBe(429);
    const { counts } = await settled();
    expect(counts).toMatchObject({
      evictions: { accepted: 1, refused: 1, forced: 0 },
      pdbViolations: 0,
      podsLost: 0,
    });
  });

  it('has kubelets that take no pod which nobody told to go', async () => {
    const [victim] = await pods('db');
    await expect(
      kubelets.remove(`/api/v1/namespaces/shop/pods/${victim.metadata.name}`, {
        gracePeriodSeconds: 0,
      }),
    ).rejects.toMatchObject({
      statusCode: 422,
      message: expect.stringContaining('Nobody told this pod to go'),
    });
    const { counts } = await settled();
    expect(counts).toMatchObject({ pdbViolations: 0, podsLost: 0 });
  });

  it('sees a pod deleted past its budget', async () => {
    const [victim] = await pods('db');
    await somebody.remove(
      `/api/v1/namespaces/shop/pods/${victim.metadata.name}`,
    );
    const { counts, violations } = await settled();
    expect(counts.evictions.forced).toBe(1);
    expect(violations).toMatchObject([
      { name: victim.metadata.name, way: 'delete', by: 'somebody' },
    ]);
  });

  it('does not charge a rollout, which is the controller’s own doing', async () => {
    await plane.api.mergePatch(
      '/apis/apps/v1/namespaces/shop/deployments/web',
      {
        spec: { template: { metadata: { annotations: { again: '1' } } } },
      },
    );
    await sleep(2_000);
    const { counts } = await settled();
    expect(counts).toMatchObject({ pdbViolations: 0, podsLost: 0 });
  });

  it('counts no violation while kubectl drains a node', async () => {
    const [{ spec }] = await pods('web');
    const node = spec.nodeName ?? '';
    await runToEnd(
      plane.kubectl,
      [
        'drain',
        node,
        '--ignore-daemonsets',
        '--delete-emptydir-data',
        '--force',
        '--timeout=60s',
      ],
      { env: { KUBECONFIG: plane.kubeconfig } },
    );
    const { counts } = await settled();
    expect(counts.pdbViolations).toBe(0);
    expect(counts.evictions.accepted).toBeGreaterThan(0);
    await plane.api.mergePatch(`/api/v1/nodes/${node}`, {
      spec: { unschedulable: null },
    });
  });

  it('sees what a machine takes along that is scaled in too early', async () => {
    const [{ spec }] = await pods('web');
    const onIt = (await pods('web')).filter(
      pod => pod.spec.nodeName === spec.nodeName,
    );
    await removeNode(plane.api, spec.nodeName ?? '');
    const { counts, violations } = await settled();
    expect(counts.nodesAfter).toBe(counts.nodesBefore - 1);
    expect(violations.filter(each => each.name.startsWith('web'))).toHaveLength(
      onIt.length,
    );
  });

  it('counts a workload that does not come back, and a bare pod that is gone', async () => {
    const bare = await plane.api.find('/api/v1/namespaces/shop/pods/bare');
    await plane.api.mergePatch(
      '/apis/apps/v1/namespaces/shop/deployments/web',
      {
        spec: { replicas: 4 },
      },
    );
    await plane.api.remove('/api/v1/namespaces/shop/pods/bare');
    const { counts, losses } = await settled();
    expect(losses).toMatchObject(
      bare
        ? [{ kind: 'Pod' }, { kind: 'Deployment', before: 6, after: 4 }]
        : [{ kind: 'Deployment', before: 6, after: 4 }],
    );
    expect(counts.podsLost).toBe(bare ? 3 : 2);
  });
});
