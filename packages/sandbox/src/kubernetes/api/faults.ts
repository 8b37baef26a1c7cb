// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { randomUUID } from 'node:crypto';
import type { ClusterFault, RequestMatch } from '../../seam';
import type { RequestInfo } from './request';

type Standing = { id: string; fault: ClusterFault; left: number };
type RequestFault = Extract<ClusterFault, { match: RequestMatch }>;

/** The faults that stand against one cluster's API. */
export class Faults {
  readonly #standing: Standing[] = [];
  #window = { second: 0, requests: 0 };

  /** Called when faults come or go: some are the listener's own. */
  changed: () => void = () => {};

  constructor(private readonly now: () => Date) {}

  set(fault: ClusterFault): string {
    const id = randomUUID();
    const times = 'times' in fault ? fault.times : undefined;
    this.#standing.push({ id, fault, left: times ?? Infinity });
    this.changed();
    return id;
  }

  clear(id?: string): void {
    const kept =
      id === undefined ? [] : this.#standing.filter(s => s.id !== id);
    this.#standing.splice(0, this.#standing.length, ...kept);
    this.changed();
  }

  list(): { id: string; fault: ClusterFault }[] {
    return this.#standing.map(({ id, fault }) => ({ id, fault }));
  }

  has(type: ClusterFault['type']): boolean {
    return this.#standing.some(s => s.fault.type === type);
  }

  /** The faults that this request meets; each is counted as used. */
  take(info: RequestInfo, username: string): RequestFault[] {
    const met: RequestFault[] = [];
    for (const standing of [...this.#standing]) {
      const { fault } = standing;
      if (!('match' in fault) || !matches(fault.match, info, username))
        continue;
      if (fault.type === 'expire-continue' && !info.query.get('continue'))
        continue;
      met.push(fault);
      standing.left -= 1;
      if (standing.left <= 0)
        this.#standing.splice(this.#standing.indexOf(standing), 1);
    }
    return met;
  }

  /** True when this request is one too many in its second. */
  overloaded(): boolean {
    const limits = this.#standing.flatMap(s =>
      s.fault.type === 'throttle' ? [s.fault.requestsPerSecond] : [],
    );
    if (!limits.length) return false;
    const second = Math.floor(this.now().getTime() / 1000);
    if (this.#window.second !== second) this.#window = { second, requests: 0 };
    this.#window.requests += 1;
    return this.#window.requests > Math.min(...limits);
  }
}

function matches(
  match: RequestMatch,
  info: RequestInfo,
  username: string,
): boolean {
  const asked =
    info.type === 'resource'
      ? {
          group: info.resource.group,
          resource: info.resource.plural,
          subresource: info.subresource,
          namespace: info.namespace,
          name: info.name,
        }
      : {
          group:
            info.type === 'path'
              ? /^\/apis\/([^/]+)/.exec(info.path)?.[1]
              : info.group,
        };
  const facts: RequestMatch = { ...asked, verb: info.verb, username };
  return (Object.keys(match) as (keyof RequestMatch)[]).every(
    key => match[key] === undefined || match[key] === facts[key],
  );
}
