// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { FaultCall } from '@internal/sandbox';

const READS = /^(Describe|List|Get|Head|Simulate|Batch|Assume|Decode)/;
const KUBERNETES_READS = /^(get|list|watch) |reviews$/;

/** What is only a name of the moment. */
const MOMENTARY =
  /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|\b(subnet|sg|i)-[0-9a-f]+/g;

/** Pods and nodes come and go: one is as good as another. */
const ANY = /^(evict pods|patch nodes)$/;

/** One call for many purposes: they are told apart by their order. */
const MANY_PURPOSES = /UpdateClusterConfig/;

const isRead = ({ service, operation }: FaultCall) =>
  (service === 'kubernetes' ? KUBERNETES_READS : READS).test(operation);

/**
 * Names what calls mean, as the matrix does: `forward eks:UpdateNodegroupConfig nodegroup/small/blue`.
 */
export class Purposes {
  readonly #seen = new Map<string, number>();

  constructor(seen: Iterable<[string, number]> = []) {
    this.#seen = new Map(seen);
  }

  /** How often each was met; what a fork goes on from. */
  get seen(): [string, number][] {
    return [...this.#seen];
  }

  /** Undefined for what changes nothing. */
  of(call: FaultCall, phase: 'forward' | 'undo'): string | undefined {
    if (isRead(call)) return undefined;
    const resource = ANY.test(call.operation) ? '' : call.resource?.() ?? '';
    const named = resource
      .replace(/^arn:[^:]*:[^:]*:[^:]*:[^:]*:/, '')
      .replace(MOMENTARY, '*')
      // The key of an object in a bucket begins with the time.
      .replace(/^(small-backups)\/.*\/([^/]+)$/, '$1/$2')
      .replace(/autoScalingGroup:\*:autoScalingGroupName/, 'group')
      .replace(/\/\*$/, '');
    const purpose = [
      phase,
      call.service === 'kubernetes'
        ? call.operation
        : `${call.service}:${call.operation}`,
      named,
    ]
      .filter(Boolean)
      .join(' ');
    const times = (this.#seen.get(purpose) ?? 0) + 1;
    this.#seen.set(purpose, times);
    return MANY_PURPOSES.test(purpose) ? `${purpose} #${times}` : purpose;
  }
}
