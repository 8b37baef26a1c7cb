// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { Config } from '@backstage/config';
import PQueue from 'p-queue';

export interface Limit {
  /** Requests at the same time. */
  concurrency: number;
  requestsPerSecond: number;
}

export interface Limits {
  default: Limit;
  services: Record<string, Partial<Limit>>;
}

/**
 * Well under the rates at which AWS throttles: EC2 fills its bucket with 20 a second for Describe
 * calls, EKS and IAM do not publish theirs (facts of EC2's developer guide, ec2-api-throttling).
 */
export const defaultLimits: Limits = {
  default: { concurrency: 10, requestsPerSecond: 10 },
  services: {
    ec2: { requestsPerSecond: 15 },
    iam: { requestsPerSecond: 15 },
    pricing: { concurrency: 5, requestsPerSecond: 5 },
    // S3 and STS bear hundreds of requests a second.
    s3: { concurrency: 20, requestsPerSecond: 100 },
    sts: { concurrency: 20, requestsPerSecond: 50 },
  },
};

export function readLimits(config: Config): Limits {
  const limits = config.getOptionalConfig('eksAutoMode.limits');
  const services: Limits['services'] = { ...defaultLimits.services };
  const overrides = limits?.getOptionalConfig('services');
  for (const service of overrides?.keys() ?? []) {
    const of = overrides?.getConfig(service);
    services[service] = {
      ...services[service],
      ...definedOnly({
        concurrency: of?.getOptionalNumber('concurrency'),
        requestsPerSecond: of?.getOptionalNumber('requestsPerSecond'),
      }),
    };
  }
  return {
    default: {
      concurrency:
        limits?.getOptionalNumber('concurrency') ??
        defaultLimits.default.concurrency,
      requestsPerSecond:
        limits?.getOptionalNumber('requestsPerSecond') ??
        defaultLimits.default.requestsPerSecond,
    },
    services,
  };
}

function definedOnly(limit: Partial<Limit>): Partial<Limit> {
  return Object.fromEntries(
    Object.entries(limit).filter(([, value]) => value !== undefined),
  );
}

/**
 * One queue per account, region and service, shared by every session of the process: AWS counts so
 * too, whoever asks.
 */
export class Limiter {
  readonly #queues = new Map<string, PQueue>();

  constructor(private readonly limits: Limits = defaultLimits) {}

  /** Waits for a turn, then runs. An aborted signal leaves the queue at once. */
  async run<T>(
    place: { accountId: string; region: string; service: string },
    task: () => Promise<T>,
    signal?: AbortSignal,
  ): Promise<T> {
    return await this.#queue(place).add(task, { signal });
  }

  #queue(place: {
    accountId: string;
    region: string;
    service: string;
  }): PQueue {
    const key = `${place.accountId}/${place.region}/${place.service}`;
    let queue = this.#queues.get(key);
    if (!queue) {
      const { concurrency, requestsPerSecond } = {
        ...this.limits.default,
        ...this.limits.services[place.service],
      };
      // Whole requests in whole intervals: 0.5 a second is one in two seconds.
      const perInterval = Math.max(1, Math.floor(requestsPerSecond));
      queue = new PQueue({
        concurrency,
        intervalCap: perInterval,
        interval: Math.ceil((perInterval / requestsPerSecond) * 1000),
      });
      this.#queues.set(key, queue);
    }
    return queue;
  }
}
