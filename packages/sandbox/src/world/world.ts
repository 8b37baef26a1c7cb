// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { createHash } from 'node:crypto';
import { Uses } from '../auth/uses';
import type { ClusterApi, Ledger, LedgerEntry, Pace } from '../seam';
import { settled, type Lagging, write } from './lagging';
import {
  emptyRegion,
  type AccountState,
  type ClusterState,
  type RegionState,
  type WorldState,
} from './state';
import type { Transition } from './transition';

/** Seconds that IAM and access entries take until every reader sees a change. */
const CONSISTENCY_SECONDS = 1.5;

/** The state of all accounts with what makes it move: time, identifiers, the clusters' Kubernetes side, the ledger. */
export class World {
  readonly uses = new Uses();

  constructor(
    readonly state: WorldState,
    readonly pace: Pace,
    readonly ledger: Ledger,
    /** Somebody changed the state: save it soon. */
    readonly changed: () => void,
    /** Something was put on the list of what will happen. */
    private readonly awaken: () => void,
    /** The Kubernetes side of each cluster, by ARN. */
    readonly apis = new Map<string, ClusterApi>(),
  ) {}

  now(): Date {
    return this.pace.now();
  }

  /** The time at which something that takes AWS this long is done here. */
  after(seconds: number): Date {
    return new Date(this.now().getTime() + seconds * 1000 * this.pace.scale);
  }

  schedule(transition: Transition): void {
    this.state.pending.push(transition);
    this.changed();
    this.awaken();
  }

  /** Changes a lagging value in the AWS way: readers see it a little later. */
  lag<T>(lagging: Lagging<T>, value: T | undefined): void {
    write(lagging, value, this.now(), this.after(CONSISTENCY_SECONDS));
    this.changed();
  }

  lagging<T>(value: T): Lagging<T> {
    const lagging: Lagging<T> = settled(value);
    lagging.now = undefined;
    this.lag(lagging, value);
    return lagging;
  }

  /** A new identifier: `hex('i-', 17)` gives `i-0…` with 17 digits. */
  hex(prefix: string, length = 17): string {
    const n = ++this.state.identifiers;
    const digest = createHash('sha256').update(`${prefix}${n}`).digest('hex');
    return `${prefix}0${digest.slice(0, length - 1)}`;
  }

  /** `AROA…`, `AIDA…`, `ASIA…` */
  unique(prefix: string): string {
    const n = ++this.state.identifiers;
    const digest = createHash('sha256').update(`${prefix}${n}`).digest('hex');
    return `${prefix}${digest.toUpperCase().slice(0, 16)}`;
  }

  uuid(): string {
    const n = ++this.state.identifiers;
    const d = createHash('sha256').update(`uuid${n}`).digest('hex');
    return `${d.slice(0, 8)}-${d.slice(8, 12)}-4${d.slice(13, 16)}-a${d.slice(
      17,
      20,
    )}-${d.slice(20, 32)}`;
  }

  account(id: string): AccountState {
    const account = this.state.accounts[id];
    if (!account) throw new Error(`the fleet has no account ${id}`);
    return account;
  }

  region(accountId: string, region: string): RegionState {
    const account = this.account(accountId);
    account.regions[region] ??= emptyRegion();
    return account.regions[region];
  }

  cluster(arn: string): ClusterState | undefined {
    const [, , , region, accountId, resource] = arn.split(':');
    return this.state.accounts[accountId]?.regions[region]?.clusters[
      resource?.replace(/^cluster\//, '') ?? ''
    ];
  }

  *clusters(): Generator<ClusterState> {
    for (const account of Object.values(this.state.accounts)) {
      for (const region of Object.values(account.regions)) {
        yield* Object.values(region.clusters);
      }
    }
  }

  record(entry: Omit<LedgerEntry, 'sequence' | 'at'>): void {
    this.ledger.record(entry);
    this.changed();
  }
}
