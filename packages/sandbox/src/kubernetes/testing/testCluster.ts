// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type {
  ClusterApi,
  ClusterApiOptions,
  Cloud,
  Identity,
  LedgerEntry,
  NodeInstance,
} from '../../seam';
import { RawKubernetes } from '../../contract/kubernetesClient';
import { startClusterApi } from '../cluster';

export const ADMIN: Identity = {
  arn: 'arn:aws:iam::111122223333:role/admin',
  username: 'admin',
  groups: [],
  policies: [{ name: 'AmazonEKSClusterAdminPolicy', namespaces: 'cluster' }],
};

export function instance(
  index: number,
  change: Partial<NodeInstance> = {},
): NodeInstance {
  const zone = `us-east-1${'abc'[index % 3]}`;
  return {
    instanceId: `i-${String(index).padStart(17, '0')}`,
    instanceType: 'm6i.xlarge',
    availabilityZone: zone,
    subnetId: `subnet-${zone}`,
    privateDnsName: `ip-10-0-${index}-1.ec2.internal`,
    capacityType: 'on-demand',
    vcpus: 4,
    memoryMiB: 16384,
    architecture: 'amd64',
    labels: {},
    taints: [],
    origin: {
      type: 'managed-node-group',
      nodegroup: 'workers',
      autoScalingGroup: 'eks-workers',
      amiType: 'AL2023_x86_64_STANDARD',
    },
    ...change,
  };
}

const size = (
  type: string,
  vcpus: number,
  memoryMiB: number,
  onDemandUsd: number,
) => {
  const [family, name] = type.split('.');
  return {
    type,
    vcpus,
    memoryMiB,
    architecture: 'amd64' as const,
    category: family[0],
    family,
    generation: Number(/\d/.exec(family)?.[0]),
    size: name,
    onDemandUsd,
    autoFeeUsd: onDemandUsd * 0.12,
  };
};

export const TYPES = [
  size('c6i.large', 2, 4096, 0.085),
  size('m6i.large', 2, 8192, 0.096),
  size('m6i.xlarge', 4, 16384, 0.192),
  size('m6i.2xlarge', 8, 32768, 0.384),
  size('m6i.8xlarge', 32, 131072, 1.536),
  size('m4.xlarge', 4, 16384, 0.2),
];

/** An AWS side that does as it is told, at once. */
export class TestCloud implements Cloud {
  readonly identities = new Map<string, Identity>([['admin', ADMIN]]);
  readonly terminated: string[] = [];
  readonly capacities: { group: string; desired: number }[] = [];
  refusal: string | undefined;
  launched = 0;
  api: ClusterApi | undefined;

  async authenticate(
    _arn: string,
    token: string,
  ): Promise<Identity | undefined> {
    return this.identities.get(token);
  }

  async launchAutoInstance(
    _arn: string,
    asked: Parameters<Cloud['launchAutoInstance']>[1],
  ): ReturnType<Cloud['launchAutoInstance']> {
    if (this.refusal) return { refused: this.refusal };
    const type = TYPES.find(t => t.type === asked.instanceType);
    this.launched += 1;
    return {
      instance: instance(900 + this.launched, {
        instanceType: asked.instanceType,
        availabilityZone: asked.zone,
        vcpus: type?.vcpus ?? 2,
        memoryMiB: type?.memoryMiB ?? 8192,
        labels: asked.labels,
        taints: asked.taints,
        origin: {
          type: 'auto',
          nodePool: asked.nodePool,
          nodeClaim: asked.nodeClaim,
        },
      }),
    };
  }

  async terminateInstance(_arn: string, id: string): Promise<void> {
    this.terminated.push(id);
    this.api?.nodeTerminated(id);
  }

  async setDesiredCapacity(
    _arn: string,
    group: string,
    desired: number,
  ): Promise<void> {
    this.capacities.push({ group, desired });
  }

  instanceTypes() {
    return TYPES;
  }
}

export interface TestCluster {
  api: ClusterApi;
  cloud: TestCloud;
  ledger: Omit<LedgerEntry, 'sequence' | 'at'>[];
  call: RawKubernetes['call'];
  watch: RawKubernetes['watch'];
  stop(): Promise<void>;
}

/** A cluster on loopback with three nodes, an administrator whose token is `admin`, and a raw client. */
export async function startTestCluster(
  section: unknown = {},
  options: Partial<ClusterApiOptions> & {
    nodes?: NodeInstance[];
    scale?: number;
  } = {},
): Promise<TestCluster> {
  const cloud = new TestCloud();
  const ledger: TestCluster['ledger'] = [];
  const {
    nodes = [0, 1, 2].map(index => instance(index)),
    scale = 0.01,
    ...rest
  } = options;
  const api = await startClusterApi({
    clusterArn: 'arn:aws:eks:us-east-1:111122223333:cluster/test',
    name: 'test',
    region: 'us-east-1',
    accountId: '111122223333',
    version: '1.34',
    platformVersion: 'eks.9',
    serviceCidr: '172.20.0.0/16',
    zones: ['us-east-1a', 'us-east-1b', 'us-east-1c'],
    addons: [],
    section,
    cloud,
    ledger: { record: entry => ledger.push(entry) },
    faults: { take: () => [] },
    pace: { scale, now: () => new Date() },
    changed: () => {},
    ...rest,
  });
  cloud.api = api;
  nodes.forEach(node => api.nodeJoined(node));
  if (rest.restored === undefined) api.settle();
  const ca = Buffer.from(api.certificateAuthorityData, 'base64').toString(
    'utf8',
  );
  const client = new RawKubernetes({
    server: api.endpoint,
    ca,
    token: 'admin',
  });
  return {
    api,
    cloud,
    ledger,
    call: (...asked) => client.call(...asked),
    watch: path => client.watch(path),
    stop: async () => {
      client.close();
      await api.close();
    },
  };
}

/** Waits for something to come true; the world's own time is shortened by its scale. */
export async function until<T>(
  look: () => T | Promise<T>,
  what: string,
  ms = 10_000,
): Promise<NonNullable<T>> {
  const end = Date.now() + ms;
  for (;;) {
    const found = await look();
    if (found) return found;
    if (Date.now() > end) throw new Error(`did not come true: ${what}`);
    await new Promise(resolve => {
      setTimeout(resolve, 20);
    });
  }
}
