// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { NodeInstance } from '@internal/sandbox';
import { setTimeout as sleep } from 'node:timers/promises';
import { conditionIs, Node, Pod } from '../api/objects';
import { ControlPlane } from '../cluster/controlPlane';
import { untilQuiet } from '../cluster/quiet';
import { differences, kubernetesNormalForm } from '../normalForm/normalForm';
import { RealCluster } from './realCluster';

jest.setTimeout(180_000);

const instance = (name: string, zone: string): NodeInstance => ({
  instanceId: `i-0000000000000000${name}`,
  instanceType: 'm5.xlarge',
  availabilityZone: `us-east-1${zone}`,
  subnetId: 'subnet-1',
  privateDnsName: `ip-10-0-0-${name}.ec2.internal`,
  capacityType: 'on-demand',
  vcpus: 4,
  memoryMiB: 16_384,
  architecture: 'amd64',
  labels: { team: 'red' },
  taints: [],
  origin: {
    type: 'managed-node-group',
    nodegroup: 'a',
    autoScalingGroup: 'asg-a',
    amiType: 'AL2023_x86_64_STANDARD',
  },
});

describe('the real control plane under the hands of AWS', () => {
  let plane: ControlPlane;
  let cluster: RealCluster;

  const nodes = async () => (await plane.api.list<Node>('/api/v1/nodes')).items;

  beforeAll(async () => {
    plane = await ControlPlane.start({
      delays: { ready: [100, 200], gone: [100, 200], jobSucceeds: 500 },
      nodeLaunchDelay: '100ms',
    });
    cluster = await RealCluster.attach(plane, line => {
      throw new Error(line);
    });
    cluster.nodeJoined(instance('1', 'a'));
    cluster.nodeJoined(instance('2', 'b'));
    await cluster.idle();
    await eventually(
      async () =>
        (
          await nodes()
        ).filter(node => conditionIs(node.status?.conditions, 'Ready'))
          .length === 2,
    );
  });

  afterAll(async () => {
    await cluster?.close();
    await plane?.stop();
  });

  async function eventually(look: () => Promise<boolean>): Promise<void> {
    const deadline = Date.now() + 60_000;
    while (!(await look())) {
      if (Date.now() > deadline) throw new Error('did not happen within 60 s');
      await sleep(200);
    }
  }

  it('has nodes with the labels of kubelet and EKS, and no other', async () => {
    const [first] = await nodes();
    expect(first.metadata.labels).toEqual({
      team: 'red',
      'kubernetes.io/hostname': 'ip-10-0-0-1.ec2.internal',
      'kubernetes.io/os': 'linux',
      'kubernetes.io/arch': 'amd64',
      'node.kubernetes.io/instance-type': 'm5.xlarge',
      'topology.kubernetes.io/zone': 'us-east-1a',
      'topology.kubernetes.io/region': 'us-east-1',
      'beta.kubernetes.io/os': 'linux',
      'beta.kubernetes.io/arch': 'amd64',
      'beta.kubernetes.io/instance-type': 'm5.xlarge',
      'failure-domain.beta.kubernetes.io/zone': 'us-east-1a',
      'failure-domain.beta.kubernetes.io/region': 'us-east-1',
      'eks.amazonaws.com/nodegroup': 'a',
      'eks.amazonaws.com/capacityType': 'ON_DEMAND',
      'eks.amazonaws.com/nodegroup-image': 'ami-0123456789abcdef0',
    });
    expect(first.spec.providerID).toBe('aws:///us-east-1a/i-00000000000000001');
  });

  it('is as before after Auto Mode was on, had a node, and was switched off', async () => {
    const before = await kubernetesNormalForm(plane.api);
    cluster.enableAutoMode({
      nodePools: ['general-purpose', 'system'],
      nodeRoleName: 'node',
      subnetIds: ['subnet-1'],
      securityGroupIds: ['sg-1'],
      zones: ['us-east-1a'],
    });
    await cluster.idle();
    await plane.api.request('POST', '/api/v1/namespaces/default/pods', {
      body: {
        metadata: { name: 'canary' },
        spec: {
          nodeSelector: { 'eks.amazonaws.com/compute-type': 'auto' },
          containers: [{ name: 'c', image: 'never/pulled' }],
        },
      },
    });
    await eventually(
      async () =>
        (
          await plane.api.get<Pod>('/api/v1/namespaces/default/pods/canary')
        ).spec.nodeName?.startsWith('i-') ?? false,
    );
    await eventually(async () => cluster.autoModeResources().autoNodes === 1);
    const during = await kubernetesNormalForm(plane.api);
    expect(differences(before, during).map(each => each.object)).toEqual(
      expect.arrayContaining([
        'NodeClass/default',
        'NodePool/general-purpose',
        'NodePool/system',
        'Nodes of pool general-purpose',
      ]),
    );
    cluster.disableAutoMode();
    await cluster.idle();
    await eventually(async () => cluster.autoModeResources().autoNodes === 0);
    await expect(
      plane.api.find('/api/v1/namespaces/default/pods/canary'),
    ).resolves.toBeUndefined();
    expect(differences(before, await kubernetesNormalForm(plane.api))).toEqual(
      [],
    );
  });

  it('drains politely, and terminates without regard', async () => {
    const { instanceId } = instance('1', 'a');
    const pod = (name: string) => ({
      metadata: { name, labels: { app: 'guarded' } },
      spec: {
        nodeSelector: { 'topology.kubernetes.io/zone': 'us-east-1a' },
        containers: [{ name: 'c', image: 'never/pulled' }],
      },
    });
    await plane.api.request('POST', '/api/v1/namespaces/default/pods', {
      body: pod('guarded'),
    });
    await plane.api.request(
      'POST',
      '/apis/policy/v1/namespaces/default/poddisruptionbudgets',
      {
        body: {
          metadata: { name: 'guarded' },
          spec: {
            minAvailable: 1,
            selector: { matchLabels: { app: 'guarded' } },
          },
        },
      },
    );
    await untilQuiet(plane.api, { within: 30_000 });
    expect(cluster.hasWorkloadPods(instanceId)).toBe(true);
    cluster.politeDrain(instanceId);
    await cluster.idle();
    await sleep(1_000);
    // The budget allows nothing, so the pod stands on a cordoned node.
    const [node] = await nodes();
    expect(node.spec.unschedulable).toBe(true);
    expect(cluster.hasWorkloadPods(instanceId)).toBe(true);
    cluster.nodeTerminated(instanceId);
    await cluster.idle();
    expect((await nodes()).map(each => each.metadata.name)).toEqual([
      'ip-10-0-0-2.ec2.internal',
    ]);
    await eventually(
      async () =>
        (await plane.api.find('/api/v1/namespaces/default/pods/guarded')) ===
        undefined,
    );
  });
});
