// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import {
  DescribeClusterCommand,
  UpdateClusterConfigCommand,
  type Cluster,
} from '@aws-sdk/client-eks';
import type { JsonObject, JsonValue } from '@backstage/types';
import { z } from 'zod';
import { asObject } from '../store';
import { changeEffect, type Observed } from './change';
import { findUpdate, updateState } from './eksUpdate';

const logType = z.enum([
  'api',
  'audit',
  'authenticator',
  'controllerManager',
  'scheduler',
]);

/** EKS takes one kind of change per request, so each is a shape of its own. */
const schema = z.union([
  z.strictObject({
    name: z.string(),
    accessConfig: z.strictObject({
      authenticationMode: z.enum(['API_AND_CONFIG_MAP']),
    }),
  }),
  z.strictObject({
    name: z.string(),
    logging: z.strictObject({
      clusterLogging: z.array(
        z.strictObject({ types: z.array(logType), enabled: z.boolean() }),
      ),
    }),
  }),
  z.strictObject({
    name: z.string(),
    // All three switches in every request, and equal (EKS User Guide, auto-enable-existing).
    computeConfig: z.strictObject({
      enabled: z.boolean(),
      nodePools: z.array(z.string()).optional(),
      nodeRoleArn: z.string().optional(),
    }),
    kubernetesNetworkConfig: z.strictObject({
      elasticLoadBalancing: z.strictObject({ enabled: z.boolean() }),
    }),
    storageConfig: z.strictObject({
      blockStorage: z.strictObject({ enabled: z.boolean() }),
    }),
  }),
]);

type Request = z.infer<typeof schema>;

/** The part of a cluster that a request is about, as it is now. */
function valueOf(cluster: Cluster, request: Request): JsonObject {
  if ('accessConfig' in request)
    return {
      authenticationMode:
        cluster.accessConfig?.authenticationMode ?? 'CONFIG_MAP',
    };
  if ('logging' in request)
    return {
      logging: (cluster.logging?.clusterLogging ?? [])
        .filter(each => each.enabled)
        .flatMap(each => each.types ?? []),
    };
  return {
    compute: cluster.computeConfig?.enabled ?? false,
    loadBalancing:
      cluster.kubernetesNetworkConfig?.elasticLoadBalancing?.enabled ?? false,
    blockStorage: cluster.storageConfig?.blockStorage?.enabled ?? false,
    nodePools: [...(cluster.computeConfig?.nodePools ?? [])].sort(),
    ...(cluster.computeConfig?.nodeRoleArn
      ? { nodeRoleArn: cluster.computeConfig.nodeRoleArn }
      : {}),
  };
}

const strings = (value: JsonValue | undefined): string[] =>
  Array.isArray(value) ? value.map(String) : [];

function holds(now: JsonObject, request: Request): boolean {
  if ('accessConfig' in request)
    // `API` is further down a one-way road; access entries work in it, too.
    return now.authenticationMode !== 'CONFIG_MAP';
  if ('logging' in request) {
    const on = new Set(strings(now.logging));
    return request.logging.clusterLogging.every(each =>
      each.types.every(type => on.has(type) === each.enabled),
    );
  }
  const { enabled, nodePools = [] } = request.computeConfig;
  return (
    now.compute === enabled &&
    now.loadBalancing === enabled &&
    now.blockStorage === enabled &&
    (!enabled ||
      JSON.stringify(now.nodePools) === JSON.stringify([...nodePools].sort()))
  );
}

function typesOf(request: Request): string[] {
  if ('accessConfig' in request) return ['AccessConfigUpdate'];
  return 'logging' in request ? ['LoggingUpdate'] : ['AutoModeUpdate'];
}

function describe(request: Request): string {
  if ('accessConfig' in request)
    return `Set the authentication mode to ${request.accessConfig.authenticationMode}`;
  if ('logging' in request)
    return `Switch control-plane logs ${request.logging.clusterLogging
      .map(each => `${each.types.join(', ')} ${each.enabled ? 'on' : 'off'}`)
      .join('; ')}`;
  const { enabled, nodePools = [] } = request.computeConfig;
  return enabled
    ? `Switch Auto Mode on with the pools ${nodePools.join(', ') || '(none)'}`
    : 'Switch Auto Mode off';
}

/** The request that puts back what was there. */
function inverse(request: Request, replaces: JsonObject) {
  // One way only (EKS User Guide, setting-up-access-entries).
  if ('accessConfig' in request) return undefined;
  if ('logging' in request) {
    const before = new Set(strings(replaces.logging));
    const types = request.logging.clusterLogging.flatMap(each =>
      each.types.filter(type => before.has(type) !== each.enabled),
    );
    const enabled = !request.logging.clusterLogging[0].enabled;
    return types.length === 0
      ? undefined
      : {
          name: request.name,
          logging: { clusterLogging: [{ types, enabled }] },
        };
  }
  const enabled = replaces.compute === true;
  const nodePools = strings(replaces.nodePools);
  return {
    name: request.name,
    computeConfig: {
      enabled,
      nodePools: enabled ? nodePools : [],
      // Present exactly when there are pools (EKS User Guide, create-node-pool).
      ...(enabled && nodePools.length > 0 && replaces.nodeRoleArn
        ? { nodeRoleArn: replaces.nodeRoleArn }
        : {}),
    },
    kubernetesNetworkConfig: { elasticLoadBalancing: { enabled } },
    storageConfig: { blockStorage: { enabled } },
  };
}

/** Authentication mode, logs, and the switches of Auto Mode. */
export const updateClusterConfig = changeEffect<Request>({
  api: 'eks:UpdateClusterConfig',
  schema,
  pollMs: 2_000,
  describe,
  async observe(request, session, signal, { last }): Promise<Observed> {
    const update = await updateState(session, signal, last);
    if (update) return update;
    const { cluster } = await session.aws.eks.send(
      new DescribeClusterCommand({ name: request.name }),
      { abortSignal: signal },
    );
    if (!cluster) throw new Error(`EKS described ${request.name} with nothing`);
    // One update at a time; a second is refused with ResourceInUseException.
    if (cluster.status === 'UPDATING')
      return {
        state: 'pending',
        message: 'Waiting for another update of the cluster to end',
      };
    const now = valueOf(cluster, request);
    return holds(now, request) ? { state: 'holds' } : { state: 'absent', now };
  },
  async call(request, { aws }, { token, signal }) {
    const { update } = await aws.eks.send(
      new UpdateClusterConfigCommand({ ...request, clientRequestToken: token }),
      { abortSignal: signal },
    );
    return update?.id === undefined ? undefined : { updateId: update.id };
  },
  find: (request, since, session, signal) =>
    findUpdate(session, signal, since, typesOf(request)),
  inverse(request, record) {
    const back = inverse(
      request,
      asObject(record.replaces, 'What was replaced'),
    );
    return back && { api: 'eks:UpdateClusterConfig', request: back };
  },
});
