// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { DescribeClusterCommand, type Cluster } from '@aws-sdk/client-eks';
import type { S3Client } from '@aws-sdk/client-s3';
import type { AwsCredentialsManager } from '@backstage/integration-aws-node';
import type { NodeHttpHandler } from '@smithy/node-http-handler';
import type { Agent } from 'undici';
import {
  awsClients,
  awsConnections,
  limitedHandler,
  type AwsCall,
} from './awsClients';
import { parseClusterArn, type ClusterArn } from './clusterArn';
import {
  PurposeCredentials,
  roleArnOf,
  type RoleRequest,
  type SessionTags,
} from './credentials';
import { endpointOf } from './endpoint';
import {
  ANNOTATION_ASSUME_ROLE,
  ANNOTATION_AWS_ID,
  ANNOTATION_EXTERNAL_ID,
} from './entity';
import type { Environments } from './environments';
import { permitted, readsOnly, writesBelow } from './guard';
import { permittedKubernetes, readOnlyKubernetes } from './guardedKubernetes';
import { ClusterKubeConfig, connectionPool, type Endpoint } from './kubeConfig';
import type { KubernetesApi } from './kubernetesApi';
import { KubernetesClient, type KubernetesCall } from './kubernetesClient';
import { Limiter } from './limiter';
import { ReachError } from './reachError';
import type {
  AwsClients,
  ClusterSession,
  ClusterSessions,
  Permit,
  Purpose,
} from './session';
import { BearerToken } from './token';

export interface EksSessionsOptions {
  environments: Environments;
  credentials: AwsCredentialsManager;
  limiter?: Limiter;
  /** The annotations that say how a cluster is reached (`options` of its record). */
  reach?(clusterArn: string): Promise<Record<string, string>>;
  /** Hosts that such an annotation may name. */
  allowedEndpoints?: readonly string[];
  version: string;
  now?: () => Date;
  /** Told of every AWS operation and every Kubernetes request. */
  onAwsCall?(call: AwsCall, clusterArn: string): void;
  onKubernetesCall?(call: KubernetesCall, clusterArn: string): void;
}

/** An endpoint seldom changes; reading it anew for each reconcile would be a call for nothing. */
const ENDPOINT_MS = 10 * 60_000;
const REMEMBERED_CLIENTS = 200;

interface Known {
  endpoint: Endpoint;
  pool: Agent;
  until: number;
}

/** What every session of the process shares. */
interface Shared {
  options: EksSessionsOptions;
  limiter: Limiter;
  connections: NodeHttpHandler;
  credentials: PurposeCredentials;
  readClients: Map<string, AwsClients>;
  known: Map<string, Known>;
  now: () => Date;
}

function userAgentOf(shared: Shared, role: RoleRequest): string {
  const run = role.tags.runId ? ` run/${role.tags.runId}` : '';
  return `eks-auto-mode/${shared.options.version}${run}`;
}

function readClients(
  shared: Shared,
  role: RoleRequest,
  partition: string,
  clusterArn = '',
): AwsClients {
  const { options } = shared;
  // Where calls are counted by cluster, clients cannot be shared between clusters.
  const key = `${
    options.onAwsCall ? clusterArn : ''
  } ${shared.credentials.keyOf(role)}`;
  let clients = shared.readClients.get(key);
  if (!clients) {
    clients = awsClients({
      accountId: role.accountId,
      region: role.region,
      partition,
      credentials: shared.credentials.provider(role),
      userAgent: userAgentOf(shared, role),
      connections: shared.connections,
      limiter: shared.limiter,
      guard: readsOnly,
      attempts: 'adaptive',
      onCall: call => options.onAwsCall?.(call, clusterArn),
    });
    shared.readClients.set(key, clients);
    if (shared.readClients.size > REMEMBERED_CLIENTS) {
      for (const oldest of shared.readClients.keys()) {
        shared.readClients.delete(oldest);
        break;
      }
    }
  }
  return clients;
}

/** What talks to one cluster, under one role. */
export class EksClusterSession implements ClusterSession {
  readonly clusterName: string;
  readonly accountId: string;
  readonly region: string;
  readonly partition: string;
  readonly aws: AwsClients;
  readonly kubernetes: KubernetesApi;
  readonly #token: BearerToken;
  #described?: Promise<Cluster>;
  #config?: { endpoint: Endpoint; config: ClusterKubeConfig };

  constructor(
    private readonly shared: Shared,
    readonly clusterArn: string,
    cluster: ClusterArn,
    readonly purpose: Purpose,
    private readonly annotations: Record<string, string>,
    readonly role: RoleRequest,
  ) {
    this.clusterName = cluster.name;
    this.accountId = cluster.accountId;
    this.region = cluster.region;
    this.partition = cluster.partition;
    this.aws = readClients(shared, role, cluster.partition, clusterArn);
    this.#token = new BearerToken(
      shared.credentials.provider(role),
      {
        clusterName: annotations[ANNOTATION_AWS_ID] ?? cluster.name,
        region: cluster.region,
        partition: cluster.partition,
      },
      shared.now,
    );
    this.kubernetes = readOnlyKubernetes(this.#client());
  }

  async describeCluster(signal: AbortSignal): Promise<Cluster> {
    this.#described ??= this.aws.eks
      .send(new DescribeClusterCommand({ name: this.clusterName }), {
        abortSignal: signal,
      })
      .then(({ cluster }) => {
        if (!cluster) {
          throw new Error(`EKS described ${this.clusterName} with nothing`);
        }
        return cluster;
      });
    try {
      return await this.#described;
    } catch (error) {
      this.#described = undefined;
      throw error;
    }
  }

  mutating(permit: Permit): { aws: AwsClients; kubernetes: KubernetesApi } {
    const beforeSend = permit.beforeSend && (() => permit.beforeSend?.());
    return {
      aws: awsClients({
        accountId: this.accountId,
        region: this.region,
        partition: this.partition,
        credentials: this.shared.credentials.provider(this.role),
        userAgent: userAgentOf(this.shared, this.role),
        connections: this.shared.connections,
        limiter: this.shared.limiter,
        guard: permitted(permit, { name: this.clusterName }),
        attempts: 'once',
        beforeSend,
        onCall: call => this.shared.options.onAwsCall?.(call, this.clusterArn),
      }),
      kubernetes: permittedKubernetes(this.#client(beforeSend), permit),
    };
  }

  /** A client that writes objects below one prefix of one bucket, and nothing else. */
  objectWriter(place: {
    bucket: string;
    prefix: string;
    region?: string;
  }): S3Client {
    return awsClients({
      accountId: this.accountId,
      region: this.region,
      partition: this.partition,
      credentials: this.shared.credentials.provider(this.role),
      userAgent: userAgentOf(this.shared, this.role),
      connections: this.shared.connections,
      limiter: this.shared.limiter,
      guard: writesBelow(place),
      attempts: 'adaptive',
      s3Region: place.region,
      onCall: call => this.shared.options.onAwsCall?.(call, this.clusterArn),
    }).s3;
  }

  /** Connections are shared with other sessions and stay; there is nothing of its own to end. */
  async close(): Promise<void> {
    this.#config = undefined;
  }

  #client(beforeSend?: () => void): KubernetesClient {
    return new KubernetesClient({
      connect: signal => this.#connect(signal),
      userAgent: userAgentOf(this.shared, this.role),
      beforeSend,
      onCall: call =>
        this.shared.options.onKubernetesCall?.(call, this.clusterArn),
      onNoAnswer: () => this.#forgetEndpoint(),
    });
  }

  /** Perhaps the cluster was made anew under its old name: the next call asks EKS again. */
  #forgetEndpoint(): void {
    const entry = this.shared.known.get(this.clusterArn);
    if (entry) entry.until = 0;
    this.#described = undefined;
  }

  async #connect(signal: AbortSignal): Promise<ClusterKubeConfig> {
    const { known, now, options } = this.shared;
    let entry = known.get(this.clusterArn);
    if (!entry || now().getTime() >= entry.until) {
      const endpoint = endpointOf(
        await this.describeCluster(signal),
        this.annotations,
        options.allowedEndpoints ?? [],
      );
      // Others may have looked it up meanwhile.
      entry = known.get(this.clusterArn);
      const same =
        entry?.endpoint.server === endpoint.server &&
        entry.endpoint.caData === endpoint.caData;
      if (entry && !same) {
        const { pool } = entry;
        pool.close().catch(() => pool.destroy());
      }
      entry = {
        endpoint,
        pool: entry && same ? entry.pool : connectionPool(endpoint),
        until: now().getTime() + ENDPOINT_MS,
      };
      known.set(this.clusterArn, entry);
    }
    if (this.#config?.endpoint !== entry.endpoint) {
      this.#config = {
        endpoint: entry.endpoint,
        config: new ClusterKubeConfig(
          this.clusterName,
          entry.endpoint,
          entry.pool,
          this.#token,
        ),
      };
    }
    return this.#config.config;
  }
}

/** Opens sessions with clusters, under the role of a purpose. */
export class EksClusterSessions implements ClusterSessions {
  readonly #shared: Shared;

  constructor(options: EksSessionsOptions) {
    const limiter = options.limiter ?? new Limiter();
    const connections = awsConnections();
    const now = options.now ?? (() => new Date());
    this.#shared = {
      options,
      limiter,
      connections,
      now,
      readClients: new Map(),
      known: new Map(),
      credentials: new PurposeCredentials({
        manager: options.credentials,
        userAgent: `eks-auto-mode/${options.version}`,
        now,
        requestHandler: place => limitedHandler(connections, limiter, place),
      }),
    };
  }

  async open(
    clusterArn: string,
    purpose: Purpose,
    tags: SessionTags,
    signal: AbortSignal,
  ): Promise<EksClusterSession> {
    signal.throwIfAborted();
    const cluster = parseClusterArn(clusterArn);
    const annotations = (await this.#shared.options.reach?.(clusterArn)) ?? {};
    const session = new EksClusterSession(
      this.#shared,
      clusterArn,
      cluster,
      purpose,
      annotations,
      this.roleOf(cluster, purpose, tags, annotations),
    );
    // Now rather than at the first call, so that the error is about the role and nothing else.
    await this.#shared.credentials.get(session.role);
    signal.throwIfAborted();
    return session;
  }

  /**
   * Clients for an account and region, for what is not about one cluster.
   *
   * @throws ReachError where no environment names the place or the role cannot be assumed.
   */
  async openRegion(
    place: { accountId: string; region: string; partition: string },
    purpose: Purpose,
    tags: SessionTags,
  ): Promise<AwsClients> {
    const role = this.roleOf(place, purpose, tags, {});
    await this.#shared.credentials.get(role);
    return readClients(this.#shared, role, place.partition);
  }

  /** The role that a session for this cluster assumes. */
  roleOf(
    place: { accountId: string; region: string; partition: string },
    purpose: Purpose,
    tags: SessionTags,
    annotations: Record<string, string>,
  ): RoleRequest {
    const placed = this.#shared.options.environments.find(place);
    if (!placed) {
      throw new ReachError(
        'no-environment',
        `No environment names account ${place.accountId}, region ${place.region}`,
        'Add both to eksAutoMode.environments in the app configuration',
      );
    }
    const configured = placed.account.roles[purpose];
    const annotated = annotations[ANNOTATION_ASSUME_ROLE];
    // For reading, the entity knows best. What writes is decided by those who run the portal; an
    // entity fills in only where they have said nothing.
    const role =
      purpose === 'assess' ? annotated ?? configured : configured ?? annotated;
    return {
      accountId: place.accountId,
      region: place.region,
      purpose,
      tags,
      roleArn: role && roleArnOf(role, place),
      externalId:
        (role === annotated
          ? annotations[ANNOTATION_EXTERNAL_ID]
          : undefined) ?? placed.account.externalId,
    };
  }

  /** Ends all connections. */
  async close(): Promise<void> {
    const pools = [...this.#shared.known.values()].map(({ pool }) => pool);
    this.#shared.known.clear();
    this.#shared.readClients.clear();
    this.#shared.connections.destroy();
    await Promise.all(pools.map(pool => pool.close()));
  }
}
