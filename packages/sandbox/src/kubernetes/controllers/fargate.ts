// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { controller } from '../causes';
import {
  KubeObject,
  Node,
  Pod,
  controllerOf,
  isFinished,
  isKind,
  timestamp,
  uidOf,
  withCondition,
} from '../model';
import { types } from '../resources';
import type { Change } from '../store';
import type { Controller, World } from '../world';

export interface FargateProfile {
  name: string;
  selectors: { namespace: string; labels: Record<string, string> }[];
}

const CAUSE = controller('fargate-scheduler');
const COMPUTE_TYPE = 'eks.amazonaws.com/compute-type';
const PROFILE = 'eks.amazonaws.com/fargate-profile';

/**
 * What EKS' webhook and its fargate-scheduler do: a pod that a profile selects gets a machine of its
 * own, which is a node while the pod lives. The annotation `compute-type: ec2` opts out (EKS User
 * Guide, auto-migrate-fargate).
 */
export class Fargate implements Controller {
  #made = 0;

  constructor(
    private readonly world: World,
    private readonly profiles: () => FargateProfile[],
  ) {}

  resume(): void {
    for (const pod of this.world.store.table<Pod>(types.pods).objects.values())
      this.#lookAt(pod);
  }

  onChange({ type, object }: Change): void {
    if (!isKind(object, 'Pod')) return;
    if (type === 'DELETED') this.#release(object);
    else if (type === 'ADDED') this.#lookAt(object);
  }

  #profileOf(pod: Pod): string | undefined {
    const { namespace, labels = {}, annotations = {} } = pod.metadata;
    if (annotations[COMPUTE_TYPE] === 'ec2') return undefined;
    if (controllerOf(pod)?.kind === 'DaemonSet') return undefined;
    return this.profiles().find(({ selectors }) =>
      selectors.some(
        selector =>
          selector.namespace === namespace &&
          Object.entries(selector.labels).every(
            ([key, value]) => labels[key] === value,
          ),
      ),
    )?.name;
  }

  #lookAt(pod: Pod): void {
    if (pod.spec.nodeName || pod.metadata.deletionTimestamp || isFinished(pod))
      return;
    const profile = this.#profileOf(pod);
    if (!profile) return;
    // Before the scheduler's own turn, which passes over pods that have a node.
    this.world.loop.enqueue(`fargate ${uidOf(pod)}`, () =>
      this.#run(pod, profile),
    );
  }

  #run({ metadata }: Pod, profile: string): void {
    const { store } = this.world;
    const pod = store
      .table<Pod>(types.pods)
      .get(metadata.name, metadata.namespace);
    if (!pod || pod.spec.nodeName || pod.metadata.uid !== metadata.uid) return;
    const node = this.#node(profile);
    store.create(types.nodes, node, CAUSE);
    const bound: Pod = {
      ...pod,
      metadata: {
        ...pod.metadata,
        labels: { ...pod.metadata.labels, [PROFILE]: profile },
      },
      spec: {
        ...pod.spec,
        ...{ schedulerName: 'fargate-scheduler' },
        nodeName: node.metadata.name,
      },
      status: {
        ...pod.status,
        conditions: withCondition(
          pod.status?.conditions,
          { type: 'PodScheduled', status: 'True' },
          store.now(),
        ),
      },
    };
    store.update(types.pods, bound, CAUSE, true);
  }

  #release(pod: Pod): void {
    const { store } = this.world;
    const node = store.table<Node>(types.nodes).get(pod.spec.nodeName ?? '');
    if (node?.metadata.labels?.[COMPUTE_TYPE] === 'fargate')
      store.remove(types.nodes, node, CAUSE);
  }

  #node(profile: string): Node & KubeObject {
    const { cluster, store } = this.world;
    const table = store.table<Node>(types.nodes);
    const domain =
      cluster.region === 'us-east-1'
        ? 'ec2.internal'
        : `${cluster.region}.compute.internal`;
    let name: string;
    do {
      const n = ++this.#made;
      name = `fargate-ip-10-${Math.floor(n / 250) + 200}-9-${
        n % 250
      }.${domain}`;
    } while (table.get(name));
    const zone = `${cluster.region}a`;
    const amounts = {
      cpu: '2',
      memory: '3977Mi',
      pods: '1',
      'ephemeral-storage': '20Gi',
    };
    return {
      apiVersion: 'v1',
      kind: 'Node',
      metadata: {
        name,
        labels: {
          [COMPUTE_TYPE]: 'fargate',
          [PROFILE]: profile,
          'beta.kubernetes.io/arch': 'amd64',
          'beta.kubernetes.io/os': 'linux',
          'kubernetes.io/arch': 'amd64',
          'kubernetes.io/hostname': name,
          'kubernetes.io/os': 'linux',
          'topology.kubernetes.io/region': cluster.region,
          'topology.kubernetes.io/zone': zone,
        },
      },
      spec: {
        providerID: `aws:///${zone}/${machineOf(name)}/${name}`,
        taints: [{ key: COMPUTE_TYPE, value: 'fargate', effect: 'NoSchedule' }],
      },
      status: {
        capacity: amounts,
        allocatable: amounts,
        addresses: [{ type: 'Hostname', address: name }],
        conditions: [
          {
            type: 'Ready',
            status: 'True',
            reason: 'KubeletReady',
            lastTransitionTime: timestamp(store.now()),
          },
        ],
        nodeInfo: {
          kubeletVersion: `v${cluster.version}.4-eks-sandbox`,
          osImage: 'Amazon Linux 2',
          operatingSystem: 'linux',
          architecture: 'amd64',
          containerRuntimeVersion: 'containerd://2.1.4',
          kernelVersion: '5.10.245-241.976.amzn2.x86_64',
        },
      },
    };
  }
}

/** An identifier of the machine, as in the provider ids of Fargate: none of an EC2 instance. */
function machineOf(name: string): string {
  return `${Buffer.from(name).toString('hex').slice(-10)}-fargate`;
}
