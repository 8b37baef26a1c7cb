// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type {
  Inventory,
  InventoryPart,
  InventoryParts,
  Read,
} from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { unread } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { lackingAccess } from '../clusters/accessReview';
import { parseClusterArn } from '../clusters/clusterArn';
import type { SessionTags } from '../clusters/credentials';
import { resourceTypes as types } from '../clusters/kubernetesApi';
import { autoNodeRoleArn } from '../clusters/nodeRole';
import type { ClusterSession, ClusterSessions } from '../clusters/session';
import { migrateNeeds } from './accessParts';
import {
  readAutoScalingGroups,
  readInstances,
  readInstanceTypes,
  readLaunchTemplates,
  readVcpuQuota,
} from './capacityParts';
import {
  readAccessEntries,
  readAddons,
  readCluster,
  readClusterVersions,
  readFargateProfiles,
  readInsights,
  readNodegroups,
  readPodIdentityAssociations,
  readUpdates,
} from './eksParts';
import {
  readAutoNodeRole,
  readClusterRole,
  readInstanceProfiles,
  readSourceNodeRoles,
} from './iamParts';
import { readKmsKeys } from './keyParts';
import { both, KubernetesParts } from './kubernetesParts';
import { readMachineImages } from './imageParts';
import {
  readEbsEncryption,
  readSecurityGroups,
  readSubnets,
  readVpc,
} from './networkParts';
import { readEbsVolumes } from './storageParts';
import { readPrices } from './priceParts';
import { inventoryParts } from './parts';
import { part, type Reading } from './reading';
import { RegionReads } from './regionReads';
import { reducers } from './shapes';
import { unreadOf, type Asker } from './unread';

export interface ReadInventoryOptions {
  /**
   * What clusters of one account and region share. Pass the same to all clusters of a sweep; leave
   * it out where only what is true now will do, as in a run.
   */
  regions?: RegionReads;
  /** The role that Auto nodes are to have; by default the one that a plan would make. */
  autoNodeRoleArn?: string;
  tags?: SessionTags;
  now?: () => Date;
}

export type OnProgress = (done: number, total: number) => void;

type Parts = { [P in InventoryPart]: Promise<Read<InventoryParts[P]>> };

/** The role behind a session, for remedies that name it. */
function askerOf(session: ClusterSession): Asker {
  const role: unknown = Reflect.get(session, 'role');
  const roleArn: unknown =
    typeof role === 'object' && role !== null
      ? Reflect.get(role, 'roleArn')
      : undefined;
  return {
    clusterName: session.clusterName,
    purpose: session.purpose,
    ...(typeof roleArn === 'string' ? { roleArn } : {}),
  };
}

/** All AWS and all Kubernetes parts, each begun at once; those that need another await it. */
function startParts(
  reading: Reading,
  sessions: ClusterSessions,
  options: ReadInventoryOptions,
): Parts {
  const kubernetes = new KubernetesParts(reading);
  const namespaces = kubernetes.namespaces();
  const nodes = kubernetes.list(types.nodes, reducers.node);

  const persistentVolumes = kubernetes.list(
    types.persistentVolumes,
    reducers.persistentVolume,
  );

  const storageClasses = kubernetes.list(
    types.storageClasses,
    reducers.storageClass,
  );
  const nodeClasses = both(
    kubernetes.custom(types.nodeClasses, reducers.nodeClass),
    kubernetes.custom(types.ec2NodeClasses, reducers.nodeClass),
  );

  const ebsEncryption = readEbsEncryption(reading);
  const ebsVolumes = readEbsVolumes(reading, persistentVolumes);
  const cluster = readCluster(reading);
  const nodegroups = readNodegroups(reading);
  const accessEntries = readAccessEntries(reading, cluster);
  const fargateProfiles = readFargateProfiles(reading);
  const autoScalingGroups = readAutoScalingGroups(reading, {
    nodes,
    nodegroups,
  });
  const instances = readInstances(reading, { nodes, autoScalingGroups });
  const launchTemplates = readLaunchTemplates(reading, {
    nodegroups,
    autoScalingGroups,
  });
  const typeSources = { instances, nodegroups, launchTemplates };

  return {
    cluster,
    updates: readUpdates(reading),
    clusterVersions: readClusterVersions(reading),
    nodegroups,
    addons: readAddons(reading, cluster),
    accessEntries,
    podIdentityAssociations: readPodIdentityAssociations(reading),
    fargateProfiles,
    insights: readInsights(reading),
    clusterRole: readClusterRole(reading, cluster),
    autoNodeRole: readAutoNodeRole(
      reading,
      cluster,
      options.autoNodeRoleArn ??
        autoNodeRoleArn(parseClusterArn(reading.session.clusterArn)),
    ),
    sourceNodeRoles: readSourceNodeRoles(reading, {
      nodegroups,
      accessEntries,
      autoScalingGroups,
      instances,
    }),
    instanceProfiles: readInstanceProfiles(
      reading,
      { nodegroups, autoScalingGroups, instances },
      nodeClasses,
    ),
    subnets: readSubnets(reading, {
      cluster,
      nodegroups,
      fargateProfiles,
      autoScalingGroups,
      instances,
    }),
    vpc: readVpc(reading, cluster),
    securityGroups: readSecurityGroups(reading, cluster),
    instances,
    instanceTypes: readInstanceTypes(reading, typeSources),
    launchTemplates,
    machineImages: readMachineImages(reading, {
      nodegroups,
      autoScalingGroups,
      launchTemplates,
    }),
    autoScalingGroups,
    vcpuQuota: readVcpuQuota(reading),
    ebsVolumes,
    ebsEncryption,
    kmsKeys: readKmsKeys(reading, {
      cluster,
      ebsEncryption,
      launchTemplates,
      nodeClasses,
      storageClasses,
      ebsVolumes,
    }),
    prices: readPrices(reading, { ...typeSources, nodes }),

    namespaces,
    nodes,
    pods: kubernetes.list(types.pods, reducers.pod),
    deployments: kubernetes.list(types.deployments, reducers.deployment),
    replicaSets: kubernetes.list(types.replicaSets, reducers.replicaSet),
    statefulSets: kubernetes.list(types.statefulSets, reducers.statefulSet),
    daemonSets: kubernetes.list(types.daemonSets, reducers.daemonSet),
    jobs: kubernetes.list(types.jobs, reducers.job),
    cronJobs: kubernetes.list(types.cronJobs, reducers.cronJob),
    podDisruptionBudgets: kubernetes.list(
      types.podDisruptionBudgets,
      reducers.podDisruptionBudget,
    ),
    services: kubernetes.list(types.services, reducers.service),
    ingresses: kubernetes.list(types.ingresses, reducers.ingress),
    ingressClasses: kubernetes.list(
      types.ingressClasses,
      reducers.ingressClass,
    ),
    configMaps: kubernetes.configMaps(),
    persistentVolumes,
    persistentVolumeClaims: kubernetes.list(
      types.persistentVolumeClaims,
      reducers.persistentVolumeClaim,
    ),
    storageClasses,
    priorityClasses: kubernetes.list(
      types.priorityClasses,
      reducers.priorityClass,
    ),
    limitRanges: kubernetes.list(types.limitRanges, reducers.limitRange),
    networkPolicies: kubernetes.list(
      types.networkPolicies,
      reducers.networkPolicy,
    ),
    webhookConfigurations: both(
      kubernetes.list(
        types.mutatingWebhookConfigurations,
        reducers.webhookConfiguration,
      ),
      kubernetes.list(
        types.validatingWebhookConfigurations,
        reducers.webhookConfiguration,
      ),
    ),
    customResourceDefinitions: kubernetes.customResourceDefinitions(),
    serviceAccounts: kubernetes.list(types.serviceAccounts, reducers.object),
    endpointSlices: kubernetes.list(
      types.endpointSlices,
      reducers.endpointSlice,
    ),
    nodePools: kubernetes.custom(types.nodePools, reducers.nodePool),
    nodeClasses,
    provisioners: both(
      kubernetes.custom(types.provisioners, reducers.provisioner),
      kubernetes.custom(types.awsNodeTemplates, reducers.provisioner),
    ),
    nodeClaims: kubernetes.custom(types.nodeClaims, reducers.nodeClaim),
    nodeMetrics: kubernetes.list(types.nodeMetrics, reducers.nodeMetrics),
    podMetrics: kubernetes.list(types.podMetrics, reducers.podMetrics),
    eniConfigs: kubernetes.custom(types.eniConfigs, reducers.object),
    securityGroupPolicies: kubernetes.custom(
      types.securityGroupPolicies,
      reducers.object,
    ),
    targetGroupBindings: kubernetes.custom(
      types.targetGroupBindings,
      reducers.object,
    ),
    volumeSnapshots: kubernetes.custom(
      types.volumeSnapshots,
      reducers.volumeSnapshot,
    ),
    volumeSnapshotClasses: kubernetes.custom(
      types.volumeSnapshotClasses,
      reducers.volumeSnapshotClass,
    ),
    gateways: kubernetes.custom(types.gateways, reducers.gateway),
    gatewayClasses: kubernetes.custom(
      types.gatewayClasses,
      reducers.gatewayClass,
    ),
    helmReleases: kubernetes.helmReleases(),
    missingAccess: readMissingAccess(reading, sessions, kubernetes, options),
  };
}

/** Asked as the migrate role itself: what it may do is for the cluster to say. */
async function readMissingAccess(
  reading: Reading,
  sessions: ClusterSessions,
  kubernetes: KubernetesParts,
  options: ReadInventoryOptions,
): Promise<Read<InventoryParts['missingAccess']>> {
  const operation = 'create authorization.k8s.io/v1/selfsubjectaccessreviews';
  const closed = await kubernetes.closed();
  if (closed?.reason === 'unreachable') return unread({ ...closed, operation });
  const { signal } = reading;
  const asker: Asker = {
    ...reading.asker,
    purpose: 'migrate',
    roleArn: undefined,
  };
  return await part({ ...reading, asker }, operation, async () => {
    const session = await sessions.open(
      reading.session.clusterArn,
      'migrate',
      options.tags ?? {},
      signal,
    );
    try {
      Object.assign(asker, askerOf(session));
      return await lackingAccess(session.kubernetes, migrateNeeds(), signal);
    } finally {
      await session.close();
    }
  });
}

async function settle(
  parts: Parts,
  onProgress: OnProgress | undefined,
): Promise<Inventory['parts']> {
  const entries = Object.entries(parts);
  let done = 0;
  onProgress?.(done, entries.length);
  const settled = await Promise.all(
    entries.map(async ([name, promise]) => {
      const value = await promise;
      done++;
      onProgress?.(done, entries.length);
      return [name, value] as const;
    }),
  );
  // Object.fromEntries forgets which value belongs to which key; startParts held them together.
  return Object.fromEntries(settled) as Inventory['parts'];
}

/**
 * Reads one picture of a cluster: AWS and Kubernetes at the same time, as much of both as can be
 * had. Only an abort is thrown; everything else that fails is part of the picture.
 */
export async function readInventory(
  sessions: ClusterSessions,
  cluster: { arn: string },
  options: ReadInventoryOptions,
  signal: AbortSignal,
  onProgress?: OnProgress,
): Promise<Inventory> {
  const now = options.now ?? (() => new Date());
  const { name } = parseClusterArn(cluster.arn);
  const picture = (parts: Inventory['parts']): Inventory => ({
    clusterArn: cluster.arn,
    clusterName: name,
    readAt: now().toISOString(),
    parts,
  });
  let session: ClusterSession;
  try {
    session = await sessions.open(
      cluster.arn,
      'assess',
      options.tags ?? {},
      signal,
    );
  } catch (error) {
    signal.throwIfAborted();
    const reason = unreadOf(error, 'sts:AssumeRole', {
      clusterName: name,
      purpose: 'assess',
    });
    return picture(
      Object.fromEntries(
        inventoryParts.map(one => [one, unread(reason)]),
      ) as Inventory['parts'],
    );
  }
  try {
    const reading: Reading = {
      session,
      asker: askerOf(session),
      regions: options.regions ?? new RegionReads(),
      signal,
    };
    return picture(
      await settle(startParts(reading, sessions, options), onProgress),
    );
  } finally {
    await session.close();
  }
}
