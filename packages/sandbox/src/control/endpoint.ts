// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { z } from 'zod';
import type { FaultList } from '../faults/faultList';
import { faultSchema } from '../faults/faultList';
import type { LedgerFile } from '../ledger';
import type { ClusterState } from '../world/state';
import type { World } from '../world/world';
import type { WireRequest } from '../wire/request';
import { normalForm } from './normalForm';

interface Answer {
  status: number;
  body: unknown;
}

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
        case 'GET snapshot':
          return this.#snapshot(request.query.get('cluster') ?? id);
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

  #snapshot(nameOrArn: string | null | undefined): Answer {
    const found = [...this.world.clusters()].filter(
      c => c.arn === nameOrArn || c.cluster.name === nameOrArn,
    );
    if (found.length !== 1) {
      return {
        status: 404,
        body: {
          error: `${found.length} clusters are called ${nameOrArn}; give the ARN as ?cluster=`,
        },
      };
    }
    return { status: 200, body: normalForm(this.world, found[0]) };
  }
}
