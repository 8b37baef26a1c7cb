// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { z } from 'zod';
import type { FaultAction, FaultSource } from '../seam';

const many = z.union([z.string(), z.array(z.string())]);

export const faultSchema = z.strictObject({
  /** `eks`, `ec2`, `iam`, `sts`, `autoscaling`, `s3`, `pricing`, `servicequotas` or `kubernetes`. */
  service: many.optional(),
  /** Such as `DescribeCluster`; `*` stands for any text. */
  operation: many.optional(),
  /** Name or ARN of the cluster that the call is about. */
  cluster: z.string().optional(),
  /** Text that the caller's session ARN must contain. */
  caller: z.string().optional(),
  /** Lets this many matching calls pass first. */
  skip: z.number().int().min(0).default(0),
  /** How often; without it, until it is removed. */
  count: z.number().int().min(1).optional(),
  /** Of this share of the matching calls. */
  probability: z.number().gt(0).max(1).default(1),
  action: z.discriminatedUnion('type', [
    z.strictObject({
      type: z.literal('error'),
      status: z.number().int().min(400).max(599),
      code: z.string().optional(),
      message: z.string().optional(),
      retryAfterSeconds: z.number().optional(),
      /** The request is performed first, and answered with the error all the same. */
      effect: z.boolean().optional(),
    }),
    z.strictObject({
      type: z.literal('timeout'),
      effect: z.boolean().default(false),
    }),
    z.strictObject({
      type: z.literal('drop'),
      effect: z.boolean().default(false),
    }),
    z.strictObject({
      type: z.literal('latency'),
      milliseconds: z.number().min(0),
    }),
    z.strictObject({ type: z.literal('expired-token') }),
    z.strictObject({
      type: z.literal('throttle'),
      ratePerSecond: z.number().positive(),
      burst: z.number().positive(),
      /** A bucket for each account and region, as AWS has them; else one for all matching calls. */
      each: z.literal('account-and-region').optional(),
    }),
  ]),
});

export type Fault = z.infer<typeof faultSchema>;

export interface FaultCall {
  service: string;
  operation: string;
  clusterArn?: string;
  caller?: string;
  /** `111122223333/us-east-1` */
  place?: string;
  /** What it is about: an ARN, or `namespace/name` of a Kubernetes object (as far as the call names one). */
  resource?: () => string | undefined;
}

interface Bucket {
  tokens: number;
  filledAt: number;
}

interface Standing {
  id: string;
  fault: Fault;
  seen: number;
  used: number;
  /** What a throttle has left, by place where it counts by place. */
  buckets: Map<string, Bucket>;
}

/** `expired-token` is worded by the service that answers. */
export type Effect = FaultAction | { type: 'expired-token' };

function matchesText(wanted: string | string[] | undefined, text: string) {
  if (wanted === undefined) return true;
  return [wanted].flat().some(w => {
    const source = w.replace(/[.+^${}()|[\]\\?]/g, '\\$&').replace(/\*/g, '.*');
    return new RegExp(`^${source}$`, 'i').test(text);
  });
}

/** The faults that stand, and how often each was met. */
export class FaultList implements FaultSource {
  #standing: Standing[] = [];
  #next = 1;

  /** Told of every call that is looked at, throttled ones too. */
  onCall?: (call: FaultCall, throttled: boolean) => void;

  constructor(
    private readonly random: () => number = Math.random,
    private readonly clock: () => number = () => performance.now(),
  ) {}

  add(fault: Fault): string {
    const id = `fault-${this.#next++}`;
    this.#standing.push({ id, fault, seen: 0, used: 0, buckets: new Map() });
    return id;
  }

  remove(id: string): boolean {
    const before = this.#standing.length;
    this.#standing = this.#standing.filter(s => s.id !== id);
    return this.#standing.length < before;
  }

  clear(): void {
    this.#standing = [];
  }

  list(): { id: string; fault: Fault; seen: number; used: number }[] {
    return this.#standing.map(({ id, fault, seen, used }) => ({
      id,
      fault,
      seen,
      used,
    }));
  }

  effects(call: FaultCall): Effect[] {
    const effects: Effect[] = [];
    let throttled = false;
    for (const standing of this.#standing) {
      if (!this.#matches(standing, call)) continue;
      standing.seen++;
      const { fault } = standing;
      if (standing.seen <= fault.skip) continue;
      if (fault.count !== undefined && standing.used >= fault.count) continue;
      if (fault.probability < 1 && this.random() >= fault.probability) continue;
      const { action } = fault;
      if (action.type === 'throttle') {
        const place = action.each ? call.place ?? '' : '';
        if (this.#spend(standing, action, place)) continue;
        standing.used++;
        throttled = true;
        effects.push({ type: 'error', status: 429, message: 'Rate exceeded' });
      } else {
        standing.used++;
        effects.push(action);
      }
    }
    this.onCall?.(call, throttled);
    return effects;
  }

  take(call: FaultCall): FaultAction[] {
    return this.effects(call).map(effect =>
      effect.type === 'expired-token'
        ? { type: 'error', status: 401, message: 'Unauthorized' }
        : effect,
    );
  }

  #matches({ fault }: Standing, call: FaultCall): boolean {
    const cluster =
      fault.cluster === undefined ||
      call.clusterArn === fault.cluster ||
      call.clusterArn?.endsWith(`:cluster/${fault.cluster}`) === true;
    return (
      cluster &&
      matchesText(fault.service, call.service) &&
      matchesText(fault.operation, call.operation) &&
      (fault.caller === undefined ||
        call.caller?.includes(fault.caller) === true)
    );
  }

  #spend(
    standing: Standing,
    action: { ratePerSecond: number; burst: number },
    place: string,
  ): boolean {
    const now = this.clock();
    const bucket = standing.buckets.get(place) ?? {
      tokens: action.burst,
      filledAt: now,
    };
    standing.buckets.set(place, bucket);
    const gained = ((now - bucket.filledAt) / 1000) * action.ratePerSecond;
    bucket.tokens = Math.min(action.burst, bucket.tokens + gained);
    bucket.filledAt = now;
    if (bucket.tokens < 1) return false;
    bucket.tokens -= 1;
    return true;
  }
}
