// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type {
  UpdateClusterConfigCommandInput,
  UpdateClusterConfigCommandOutput,
  UpdateParam,
  LogType,
} from '@aws-sdk/client-eks';
import { RELEASES } from '../../world/releases';
import type { ClusterState } from '../../world/state';
import { recordCall, type Call } from '../call';
import { findCluster, invalidParameter, invalidRequest } from './find';
import { needPassRole, needServiceRole } from './passRole';
import {
  beginUpdate,
  earlier,
  needActive,
  refuseWhileUpdating,
} from './updates';

type Input = UpdateClusterConfigCommandInput;
type Output = Omit<UpdateClusterConfigCommandOutput, '$metadata'>;

/** Seconds that EKS takes; the User Guide says "a few minutes" for Auto Mode. */
const SECONDS = {
  AutoModeUpdate: 180,
  AccessConfigUpdate: 90,
  LoggingUpdate: 60,
  EndpointAccessUpdate: 150,
  UpgradePolicyUpdate: 20,
  DeletionProtectionUpdate: 5,
};
/** DescribeCluster reads ACTIVE again a while before the update is final. */
const EARLY = 0.7;

const POOLS = ['general-purpose', 'system'];

function kindsOf(input: Input): (keyof typeof SECONDS)[] {
  const kinds: (keyof typeof SECONDS)[] = [];
  if (
    input.computeConfig ||
    input.storageConfig ||
    input.kubernetesNetworkConfig
  )
    kinds.push('AutoModeUpdate');
  if (input.accessConfig) kinds.push('AccessConfigUpdate');
  if (input.logging) kinds.push('LoggingUpdate');
  if (input.resourcesVpcConfig) kinds.push('EndpointAccessUpdate');
  if (input.upgradePolicy) kinds.push('UpgradePolicyUpdate');
  if (input.deletionProtection !== undefined)
    kinds.push('DeletionProtectionUpdate');
  return kinds;
}

function params(values: Record<string, unknown>): UpdateParam[] {
  const names: Record<string, UpdateParam['type']> = {
    computeConfig: 'ComputeConfig',
    storageConfig: 'StorageConfig',
    kubernetesNetworkConfig: 'KubernetesNetworkConfig',
    authenticationMode: 'AuthenticationMode',
    logging: 'ClusterLogging',
    upgradePolicy: 'UpgradePolicy',
    endpointPublicAccess: 'EndpointPublicAccess',
    endpointPrivateAccess: 'EndpointPrivateAccess',
    publicAccessCidrs: 'PublicAccessCidrs',
    deletionProtection: 'DeletionProtection',
  };
  return Object.entries(values)
    .filter(([, v]) => v !== undefined)
    .map(([k, v]) => ({
      type: names[k],
      value: typeof v === 'string' ? v : JSON.stringify(v),
    }));
}

/** EKS User Guide, auto-enable-existing, auto-disable and set-builtin-node-pools. */
function autoMode(
  call: Call,
  cluster: ClusterState,
  input: Input,
): UpdateParam[] {
  const shown = cluster.cluster;
  const switches = [
    input.computeConfig?.enabled,
    input.storageConfig?.blockStorage?.enabled,
    input.kubernetesNetworkConfig?.elasticLoadBalancing?.enabled,
  ];
  const [compute] = switches;
  if (compute === undefined || switches.some(s => s !== compute)) {
    throw invalidParameter(
      'For EKS Auto Mode, please ensure that all required configs, including computeConfig, kubernetesNetworkConfig, and blockStorage are all either fully enabled or fully disabled.',
    );
  }
  if (shown.accessConfig?.authenticationMode === 'CONFIG_MAP') {
    throw invalidRequest(
      "The cluster's authentication mode must be set to one of [API, API_AND_CONFIG_MAP] to perform this operation.",
    );
  }
  const minor = Number(shown.version?.split('.')[1]);
  if (compute && minor < 29) {
    throw invalidRequest(
      'EKS Auto Mode is only supported for cluster version 1.29 or above.',
    );
  }
  const before = shown.computeConfig;
  const pools = input.computeConfig?.nodePools ?? [];
  const role = input.computeConfig?.nodeRoleArn;
  if (!compute) {
    if (!before?.enabled) {
      throw invalidRequest(
        'Cannot modify EKS Auto Mode configuration. Auto Mode is not enabled on this cluster.',
      );
    }
    if (pools.length > 0 || role) {
      throw invalidParameter(
        'nodePools and nodeRoleArn must be empty when computeConfig is disabled.',
      );
    }
    return params({
      computeConfig: input.computeConfig,
      storageConfig: input.storageConfig,
      kubernetesNetworkConfig: input.kubernetesNetworkConfig,
    });
  }
  const unknown = pools.filter(p => !POOLS.includes(p));
  if (unknown.length > 0) {
    throw invalidParameter(
      `Invalid node pool(s) ${unknown.join(
        ', ',
      )}: supported values are general-purpose and system.`,
    );
  }
  if (pools.length > 0 && !role) {
    throw invalidParameter(
      'When using nodePools in computeConfig, nodeRoleArn must be provided.',
    );
  }
  if (pools.length === 0 && role) {
    throw invalidParameter(
      'nodeRoleArn must not be provided without nodePools.',
    );
  }
  if (
    role &&
    before?.enabled &&
    before.nodeRoleArn &&
    before.nodeRoleArn !== role
  ) {
    throw invalidParameter(
      'The compute configuration nodeRoleArn cannot be changed after it was set.',
    );
  }
  if (role) {
    if (role === shown.roleArn) {
      throw invalidParameter('The node role must not be the cluster role.');
    }
    needPassRole(call, role, 'eks.amazonaws.com');
    needServiceRole(call, role, 'ec2.amazonaws.com');
  }
  const same =
    before?.enabled &&
    [...(before.nodePools ?? [])].sort().join() === [...pools].sort().join();
  if (same) {
    throw invalidParameter(
      'No changes needed for the EKS Auto Mode configuration provided',
    );
  }
  return params({
    computeConfig: input.computeConfig,
    storageConfig: input.storageConfig,
    kubernetesNetworkConfig: input.kubernetesNetworkConfig,
  });
}

const MODES = ['CONFIG_MAP', 'API_AND_CONFIG_MAP', 'API'];

/** One step at a time, never back (EKS User Guide, setting-up-access-entries). */
function accessConfig(cluster: ClusterState, input: Input): UpdateParam[] {
  const wanted = input.accessConfig?.authenticationMode;
  const have = cluster.cluster.accessConfig?.authenticationMode ?? 'CONFIG_MAP';
  if (!wanted)
    throw invalidParameter('The type for cluster update was not provided.');
  if (MODES.indexOf(wanted) !== MODES.indexOf(have) + 1) {
    throw invalidParameter(
      `Unsupported authentication mode update from ${have} to ${wanted}`,
    );
  }
  return params({ authenticationMode: wanted });
}

const LOGS: LogType[] = [
  'api',
  'audit',
  'authenticator',
  'controllerManager',
  'scheduler',
];

function enabledLogs(cluster: ClusterState): LogType[] {
  return (cluster.cluster.logging?.clusterLogging ?? [])
    .filter(s => s.enabled)
    .flatMap(s => s.types ?? []);
}

export function wantedLogs(cluster: ClusterState, input: Input): LogType[] {
  const on = new Set(enabledLogs(cluster));
  for (const setup of input.logging?.clusterLogging ?? []) {
    for (const type of setup.types ?? []) {
      if (setup.enabled) on.add(type);
      else on.delete(type);
    }
  }
  return LOGS.filter(t => on.has(t));
}

function logging(cluster: ClusterState, input: Input): UpdateParam[] {
  if (wantedLogs(cluster, input).join() === enabledLogs(cluster).join()) {
    throw invalidParameter('No changes needed for the logging config provided');
  }
  return params({ logging: input.logging });
}

function endpoint(cluster: ClusterState, input: Input): UpdateParam[] {
  const vpc = input.resourcesVpcConfig;
  const have = cluster.cluster.resourcesVpcConfig;
  const isPublic = vpc?.endpointPublicAccess ?? have?.endpointPublicAccess;
  const isPrivate = vpc?.endpointPrivateAccess ?? have?.endpointPrivateAccess;
  if (!isPublic && !isPrivate)
    throw invalidParameter(
      'Private and public endpoint access cannot be disabled at the same time',
    );
  const cidrs = vpc?.publicAccessCidrs ?? have?.publicAccessCidrs ?? [];
  if (
    isPublic === have?.endpointPublicAccess &&
    isPrivate === have?.endpointPrivateAccess &&
    cidrs.join() === (have?.publicAccessCidrs ?? []).join()
  ) {
    throw invalidParameter('Cluster is already at the desired configuration');
  }
  return params({
    endpointPublicAccess: vpc?.endpointPublicAccess,
    endpointPrivateAccess: vpc?.endpointPrivateAccess,
    publicAccessCidrs: vpc?.publicAccessCidrs,
  });
}

function upgradePolicy(cluster: ClusterState, input: Input): UpdateParam[] {
  const release = RELEASES.find(r => r.version === cluster.cluster.version);
  if (
    input.upgradePolicy?.supportType === 'STANDARD' &&
    release?.status !== 'STANDARD_SUPPORT'
  ) {
    throw invalidParameter(
      'Extended support cannot be switched off while the cluster is in it; upgrade first.',
    );
  }
  return params({ upgradePolicy: input.upgradePolicy });
}

export function updateClusterConfig(call: Call, input: Input): Output {
  const cluster = findCluster(call, input.name);
  const before = earlier(cluster, input.clientRequestToken);
  if (before) return { update: before };
  const kinds = kindsOf(input);
  if (kinds.length === 0)
    throw invalidParameter('The type for cluster update was not provided.');
  if (kinds.length > 1)
    throw invalidParameter(
      'Only one type of update can be allowed in one request.',
    );
  refuseWhileUpdating(cluster);
  needActive(cluster);
  const [type] = kinds;
  const checks = {
    AutoModeUpdate: () => autoMode(call, cluster, input),
    AccessConfigUpdate: () => accessConfig(cluster, input),
    LoggingUpdate: () => logging(cluster, input),
    EndpointAccessUpdate: () => endpoint(cluster, input),
    UpgradePolicyUpdate: () => upgradePolicy(cluster, input),
    DeletionProtectionUpdate: () =>
      params({ deletionProtection: input.deletionProtection }),
  };
  const update = beginUpdate(
    call,
    cluster,
    type,
    checks[type](),
    input.clientRequestToken,
  );
  apply(call, cluster, type, input);
  cluster.cluster.status = 'UPDATING';
  const place = {
    account: cluster.accountId,
    region: cluster.region,
    cluster: cluster.cluster.name ?? '',
  };
  call.world.schedule({
    kind: 'cluster-active',
    due: call.world.after(SECONDS[type] * EARLY),
    ...place,
  });
  call.world.schedule({
    kind: 'cluster-update',
    update: update.id ?? '',
    due: call.world.after(SECONDS[type]),
    ...place,
  });
  return { update };
}

/** What DescribeCluster shows from the call on; what really happens comes with the end of the update. */
function apply(
  call: Call,
  cluster: ClusterState,
  type: keyof typeof SECONDS,
  input: Input,
): void {
  const shown = cluster.cluster;
  const record = (field: string, before: unknown, after: unknown) =>
    recordCall(call, {
      clusterArn: cluster.arn,
      object: `eks:cluster/${shown.name}`,
      field,
      before,
      after,
    });
  switch (type) {
    case 'AutoModeUpdate': {
      const before = shown.computeConfig;
      const enabled = input.computeConfig?.enabled === true;
      shown.computeConfig = enabled
        ? {
            enabled,
            nodePools: input.computeConfig?.nodePools ?? [],
            nodeRoleArn:
              input.computeConfig?.nodeRoleArn ?? before?.nodeRoleArn,
          }
        : { enabled, nodePools: [] };
      shown.storageConfig = { blockStorage: { enabled } };
      shown.kubernetesNetworkConfig = {
        ...shown.kubernetesNetworkConfig,
        elasticLoadBalancing: {
          ...shown.kubernetesNetworkConfig?.elasticLoadBalancing,
          enabled,
        },
      };
      record('computeConfig', before, shown.computeConfig);
      break;
    }
    case 'AccessConfigUpdate':
      record(
        'authenticationMode',
        shown.accessConfig?.authenticationMode,
        input.accessConfig?.authenticationMode,
      );
      break;
    case 'LoggingUpdate': {
      const on = wantedLogs(cluster, input);
      record('logging', enabledLogs(cluster), on);
      const off = LOGS.filter(t => !on.includes(t));
      shown.logging = {
        clusterLogging: [
          ...(on.length > 0 ? [{ types: on, enabled: true }] : []),
          ...(off.length > 0 ? [{ types: off, enabled: false }] : []),
        ],
      };
      break;
    }
    case 'EndpointAccessUpdate': {
      const after = {
        ...shown.resourcesVpcConfig,
        ...input.resourcesVpcConfig,
        vpcId: shown.resourcesVpcConfig?.vpcId,
      };
      record('resourcesVpcConfig', shown.resourcesVpcConfig, after);
      shown.resourcesVpcConfig = {
        ...shown.resourcesVpcConfig,
        endpointPublicAccess: after.endpointPublicAccess,
        endpointPrivateAccess: after.endpointPrivateAccess,
        publicAccessCidrs: after.publicAccessCidrs,
      };
      break;
    }
    case 'UpgradePolicyUpdate':
      record('upgradePolicy', shown.upgradePolicy, input.upgradePolicy);
      shown.upgradePolicy = { supportType: input.upgradePolicy?.supportType };
      break;
    default:
      record(
        'deletionProtection',
        shown.deletionProtection,
        input.deletionProtection,
      );
      shown.deletionProtection = input.deletionProtection;
  }
}
