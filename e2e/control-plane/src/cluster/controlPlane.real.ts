// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import fs from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { KubeApi } from '../api/client';
import { conditionIs, Node, Pod } from '../api/objects';
import { groupOfPolicy } from './access';
import { applyBuiltInPools, installAutoModeCrds } from './autoMode';
import { ControlPlane } from './controlPlane';

jest.setTimeout(180_000);

describe('a real control plane', () => {
  let plane: ControlPlane;

  beforeAll(async () => {
    plane = await ControlPlane.start({
      delays: { ready: [100, 200], gone: [100, 200], jobSucceeds: 500 },
      nodeLaunchDelay: '100ms',
      authenticate: async token => {
        if (token === 'viewer') {
          return {
            username: 'viewer',
            groups: [groupOfPolicy('AmazonEKSViewPolicy')],
          };
        }
        return token === 'nobody'
          ? { username: 'nobody', groups: [] }
          : undefined;
      },
    });
  });

  afterAll(async () => {
    await plane?.stop();
  });

  async function eventually<T>(read: () => Promise<T | undefined>): Promise<T> {
    const deadline = Date.now() + 60_000;
    for (;;) {
      const value = await read();
      if (value !== undefined) return value;
      if (Date.now() > deadline) throw new Error('did not happen within 60 s');
      await sleep(200);
    }
  }

  it('tells a token without rights (403) from a token of nobody (401)', async () => {
    const as = (token: string) =>
      new KubeApi(plane.endpoint, plane.certificateAuthority, token);
    const status = async (token: string) => {
      const api = as(token);
      try {
        await api.get('/api/v1/namespaces/default/pods');
        return 200;
      } catch (error) {
        return (error as { statusCode: number }).statusCode;
      } finally {
        await api.close();
      }
    };
    await expect(status('viewer')).resolves.toBe(200);
    await expect(status('nobody')).resolves.toBe(403);
    await expect(status('stranger')).resolves.toBe(401);
  });

  it('has Auto Mode answer a pending pod with a node that looks as EKS makes it', async () => {
    await installAutoModeCrds(plane.api, plane.data);
    await applyBuiltInPools(plane.api, {
      nodePools: ['general-purpose'],
      nodeRoleName: 'node',
      subnetIds: ['subnet-1'],
      securityGroupIds: ['sg-1'],
    });
    await plane.startProvisioner();
    await eventually(() =>
      plane.api.find('/api/v1/namespaces/default/serviceaccounts/default'),
    );
    // A workload, no bare pod: while the node's taint of the first seconds is being taken off, the
    // controller of taints may see the pod on it before it sees the taint gone, and delete the pod.
    const labels = { app: 'lonely' };
    await plane.api.request(
      'POST',
      '/apis/apps/v1/namespaces/default/deployments',
      {
        body: {
          metadata: { name: 'lonely' },
          spec: {
            replicas: 1,
            selector: { matchLabels: labels },
            template: {
              metadata: { labels },
              spec: {
                nodeSelector: {
                  'eks.amazonaws.com/compute-type': 'auto',
                  'eks.amazonaws.com/instance-category': 'm',
                  'failure-domain.beta.kubernetes.io/zone': 'us-east-1b',
                },
                containers: [
                  {
                    name: 'c',
                    image: 'never/pulled',
                    resources: { requests: { cpu: '1' } },
                  },
                ],
              },
            },
          },
        },
      },
    );
    const pod = await eventually(async () => {
      const { items } = await plane.api.get<{ items: Pod[] }>(
        '/api/v1/namespaces/default/pods?labelSelector=app%3Dlonely',
      );
      return items.find(one => conditionIs(one.status?.conditions, 'Ready'));
    });
    const node = await plane.api.get<Node>(
      `/api/v1/nodes/${pod.spec.nodeName}`,
    );
    expect(node.metadata.name).toMatch(/^i-[0-9a-f]{17,}$/);
    expect(node.spec.providerID).toBe(
      `aws:///us-east-1b/${node.metadata.name}`,
    );
    expect(node.metadata.labels).toMatchObject({
      'kubernetes.io/hostname': node.metadata.name,
      'karpenter.sh/nodepool': 'general-purpose',
      'karpenter.sh/capacity-type': 'on-demand',
      'eks.amazonaws.com/compute-type': 'auto',
      'eks.amazonaws.com/instance-category': 'm',
      'eks.amazonaws.com/nodeclass': 'default',
      'topology.kubernetes.io/region': 'us-east-1',
      'topology.kubernetes.io/zone': 'us-east-1b',
      'failure-domain.beta.kubernetes.io/zone': 'us-east-1b',
      'beta.kubernetes.io/arch': 'amd64',
    });
    expect(
      Object.keys(node.metadata.labels ?? {}).filter(key =>
        key.includes('kwok'),
      ),
    ).toEqual([]);
    expect(node.status?.allocatable?.pods).toBe('110');
  });

  it('leaves nothing behind', async () => {
    const { folder } = plane;
    await plane.stop();
    await expect(fs.access(folder)).rejects.toThrow('ENOENT');
  });
});
