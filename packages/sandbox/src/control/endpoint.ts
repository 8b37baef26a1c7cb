// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { z } from 'zod';
import type { FaultList } from '../faults/faultList';
import { faultSchema } from '../faults/faultList';
import type { LedgerFile } from '../ledger';
import type { ClusterState } from '../world/state';
import type { World } from '../world/world';
import type { WireRequest } from '../wire/request';
import { clusterFaultSchema } from '../kubernetes';
import { normalForm } from './normalForm';

interface Answer {
  status: number;
  body: unknown;
}

const kubernetesSchema = z.discriminatedUnion('do', [
  z.strictObject({
    do: z.literal('apply'),
    object: z.unknown(),
    by: z.string().default('sandbox:control'),
  }),
  z.strictObject({
    do: z.literal('delete'),
    apiVersion: z.string(),
    kind: z.string(),
    name: z.string(),
    namespace: z.string().optional(),
    by: z.string().default('sandbox:control'),
  }),
  z.strictObject({
    do: z.literal('read'),
    apiVersion: z.string(),
    kind: z.string(),
    name: z.string(),
    namespace: z.string().optional(),
  }),
  z.strictObject({ do: z.literal('fault'), fault: clusterFaultSchema }),
  z.strictObject({ do: z.literal('clear-fault'), id: z.string().optional() }),
  z.strictObject({ do: z.literal('faults') }),
]);

const paceSchema = z.strictObject({ scale: z.number().min(0.0001).max(10) });

/** The documented endpoint under `/_sandbox/`: what a test asks and does beside AWS. */
export class ControlEndpoint {
  constructor(
    private readonly world: World,
    private readonly ledger: LedgerFile,
    private readonly faults: FaultList,
    private readonly setPace: (scale: number) => void,
  ) {}

  async serve(request: WireRequest): Promise<Answer> {
    const [, , resource = '', id] = request.path
      .split('/')
      .map(decodeURIComponent);
    const route = `${request.method} ${resource}`;
    try {
      switch (route) {
        case 'GET health':
          return this.#health();
        case 'GET ledger':
          return this.#ledgerPage(request.query);
        case 'GET faults':
          return { status: 200, body: { faults: this.faults.list() } };
        case 'POST faults':
          return {
            status: 201,
            body: {
              id: this.faults.add(
                faultSchema.parse(JSON.parse(request.body.toString('utf8'))),
              ),
            },
          };
        case 'DELETE faults':
          if (id && !this.faults.remove(id))
            return { status: 404, body: { error: `no fault ${id} stands` } };
          if (!id) this.faults.clear();
          return { status: 200, body: { faults: this.faults.list() } };
        case 'GET pace':
          return { status: 200, body: { scale: this.world.pace.scale } };
        case 'PUT pace':
          this.setPace(
            paceSchema.parse(JSON.parse(request.body.toString('utf8'))).scale,
          );
          return { status: 200, body: { scale: this.world.pace.scale } };
        case 'GET credentials':
          return { status: 200, body: { credentials: this.#credentials() } };
        case 'GET clusters':
          return {
            status: 200,
            body: {
              clusters: [...this.world.clusters()].map(c => this.#summary(c)),
            },
          };
        case 'GET objects':
          return this.#objects(request.query.get('cluster') ?? id);
        case 'GET snapshot':
          return this.#snapshot(request.query.get('cluster') ?? id);
        case 'POST kubernetes':
          return this.#kubernetes(id, request);
        case 'GET uses':
          return { status: 200, body: this.world.uses.list() };
        case 'GET pending':
          return { status: 200, body: { pending: this.world.state.pending } };
        default:
          return {
            status: 404,
            body: { error: `the control endpoint has no ${route}` },
          };
      }
    } catch (error) {
      if (error instanceof z.ZodError || error instanceof SyntaxError) {
        return { status: 400, body: { error: error.message } };
      }
      throw error;
    }
  }

  /** What a person with kubectl or a broken network does to one cluster. */
  #kubernetes(name: string | undefined, request: WireRequest): Answer {
    const cluster = this.#find(name);
    const api = cluster && this.world.apis.get(cluster.arn);
    if (!api) return { status: 404, body: { error: `no cluster ${name}` } };
    const order = kubernetesSchema.parse(
      JSON.parse(request.body.toString('utf8')),
    );
    switch (order.do) {
      case 'apply':
        api.apply(order.object, order.by);
        return { status: 200, body: {} };
      case 'delete': {
        if (!api.remove)
          return {
            status: 501,
            body: { error: `the API of ${name} is not the sandbox's own` },
          };
        const gone = api.remove(
          order.apiVersion,
          order.kind,
          order.name,
          order.namespace,
          order.by,
        );
        return gone
          ? { status: 200, body: {} }
          : { status: 404, body: { error: 'there is no such object' } };
      }
      case 'read': {
        const object = api.read(
          order.apiVersion,
          order.kind,
          order.name,
          order.namespace,
        );
        return object === undefined
          ? { status: 404, body: { error: 'there is no such object' } }
          : { status: 200, body: { object } };
      }
      case 'fault':
        return { status: 201, body: { id: api.setFault(order.fault) } };
      case 'clear-fault':
        api.clearFault(order.id);
        return { status: 200, body: { faults: api.faults() } };
      default:
        return { status: 200, body: { faults: api.faults() } };
    }
  }

  #find(nameOrArn: string | null | undefined): ClusterState | undefined {
    const found = [...this.world.clusters()].filter(
      c => c.arn === nameOrArn || c.cluster.name === nameOrArn,
    );
    return found.length === 1 ? found[0] : undefined;
  }

  #health(): Answer {
    return {
      status: 200,
      body: {
        status: 'ok',
        fleet: this.world.state.fleet,
        pace: this.world.pace.scale,
        clusters: [...this.world.clusters()].length,
        ledger: this.ledger.entries().at(-1)?.sequence ?? 0,
        pending: this.world.state.pending.length,
      },
    };
  }

  #ledgerPage(query: URLSearchParams): Answer {
    const after = Number(query.get('after') ?? 0);
    const limit = Number(query.get('limit') ?? 500);
    if (
      !Number.isInteger(after) ||
      after < 0 ||
      !Number.isInteger(limit) ||
      limit < 1 ||
      limit > 5000
    ) {
      return {
        status: 400,
        body: { error: 'after must be a sequence, limit 1 to 5000' },
      };
    }
    return {
      status: 200,
      body: this.ledger.page(after, limit, query.get('cluster') ?? undefined),
    };
  }

  #credentials() {
    return Object.values(this.world.state.accounts).flatMap(account =>
      Object.values(account.iam.users).flatMap(user =>
        user.accessKeys.map(key => ({
          account: account.id,
          user: user.name,
          ...key,
        })),
      ),
    );
  }

  #summary(cluster: ClusterState) {
    return {
      arn: cluster.arn,
      name: cluster.cluster.name,
      status: cluster.cluster.status,
      endpoint: cluster.cluster.endpoint,
      autoMode: cluster.cluster.computeConfig?.enabled ?? false,
    };
  }

  /** Every Kubernetes object of a cluster, for who compares before and after. */
  #objects(nameOrArn: string | null | undefined): Answer {
    const found = this.#find(nameOrArn);
    const objects = found && this.world.apis.get(found.arn)?.objects?.();
    return objects
      ? { status: 200, body: { objects } }
      : {
          status: 404,
          body: {
            error: `not one cluster of the sandbox's own is called ${nameOrArn}; give the ARN as ?cluster=`,
          },
        };
  }

  #snapshot(nameOrArn: string | null | undefined): Answer {
    const found = this.#find(nameOrArn);
    return found
      ? { status: 200, body: normalForm(this.world, found) }
      : {
          status: 404,
          body: {
            error: `not one cluster is called ${nameOrArn}; give the ARN as ?cluster=`,
          },
        };
  }
}
