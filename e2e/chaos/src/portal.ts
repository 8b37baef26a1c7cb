// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { sleep } from './child';
import type { Replica } from './replica';

export interface Cluster {
  id: string;
  name: string;
  verdict?: string;
}
export interface Plan {
  id: string;
  digest: string;
  blockedBy: { code: string; message: string }[];
}
export interface Run {
  id: string;
  planDigest: string;
  state: string;
  blockedBy: { what: string; now: string; code?: string }[];
  steps: {
    id: string;
    kind: string;
    state: string;
    message?: string;
    gate?: { type: string };
  }[];
}

/** The backend said no. */
export class Refused extends Error {
  constructor(readonly status: number, message: string) {
    super(message);
    this.name = 'Refused';
  }
}

/** The backend that was asked is gone: whether it did what it was asked is not known. */
export class Unanswered extends Error {
  constructor(cause: unknown) {
    super(`No answer: ${cause}`);
    this.name = 'Unanswered';
  }
}

/** The product's API, on whichever backend stands. */
export class Portal {
  #turn = 0;

  constructor(
    private readonly replicas: Replica[],
    private readonly token: string,
  ) {}

  async call<T>(method: string, route: string, body?: object): Promise<T> {
    let up = this.replicas.filter(each => each.state === 'up');
    while (up.length === 0) {
      await sleep(200);
      up = this.replicas.filter(each => each.state === 'up');
    }
    const { url } = up[this.#turn++ % up.length];
    let response: Response;
    let text: string;
    try {
      response = await fetch(`${url}/api/eks-auto-mode/v1${route}`, {
        method,
        headers: {
          authorization: `Bearer ${this.token}`,
          'content-type': 'application/json',
        },
        body: body && JSON.stringify(body),
        signal: AbortSignal.timeout(30_000),
      });
      text = await response.text();
    } catch (error) {
      throw new Unanswered(error);
    }
    if (!response.ok)
      throw new Refused(response.status, `${method} ${route}: ${text}`);
    return JSON.parse(text);
  }

  /** A read; asked again until a backend answers. */
  async read<T>(route: string): Promise<T> {
    for (let attempt = 0; ; attempt++) {
      try {
        return await this.call<T>('GET', route);
      } catch (error) {
        // A backend that has just started may not know its plugins yet.
        const passing =
          error instanceof Unanswered ||
          (error instanceof Refused && error.status >= 500);
        if (!passing || attempt > 100) throw error;
        await sleep(300);
      }
    }
  }

  async clusters(): Promise<Cluster[]> {
    return (await this.read<{ items: Cluster[] }>('/clusters?limit=500')).items;
  }

  async runs(clusterId: string): Promise<Run[]> {
    return (await this.read<{ items: Run[] }>(`/clusters/${clusterId}/runs`))
      .items;
  }

  run(id: string): Promise<Run> {
    return this.read<Run>(`/runs/${id}`);
  }

  plan(clusterId: string, options: object): Promise<Plan> {
    return this.call<Plan>('POST', `/clusters/${clusterId}/plans`, options);
  }

  approve(plan: Plan): Promise<Run> {
    return this.call<Run>('POST', `/plans/${plan.id}/approve`, {
      digest: plan.digest,
    });
  }

  command(run: Run, command: object): Promise<Run> {
    return this.call<Run>('POST', `/runs/${run.id}/commands`, command);
  }
}
