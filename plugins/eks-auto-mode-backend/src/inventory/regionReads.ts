// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type {
  AutoScalingGroup,
  ClusterVersion,
  Instance,
  InstanceType,
  KmsKey,
  LaunchTemplate,
  MachineImage,
  RoleState,
  SecurityGroup,
  Subnet,
  Vpc,
} from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';

const READ_MS = 120_000;
const FAILURE_MS = 15_000;
const PRUNE_ABOVE = 500;
const MINUTE_MS = 60_000;

/** One kind of read, remembered for a while and shared by all who ask at the same time. */
export class SharedRead<T> {
  readonly #held = new Map<string, { until: number; value: Promise<T> }>();

  constructor(
    private readonly ttlMs: number,
    private readonly now: () => number,
  ) {}

  /**
   * @param signal - stops the waiting, not the reading: others may wait for the same.
   */
  async get(
    key: string,
    signal: AbortSignal,
    make: (signal: AbortSignal) => Promise<T>,
  ): Promise<T> {
    signal.throwIfAborted();
    let held = this.#held.get(key);
    if (!held || held.until <= this.now()) {
      const fresh = {
        until: Number.POSITIVE_INFINITY,
        value: make(AbortSignal.timeout(READ_MS)),
      };
      held = fresh;
      this.#held.set(key, fresh);
      fresh.value.then(
        () => {
          fresh.until = this.now() + this.ttlMs;
        },
        () => {
          // Long enough for clusters that wait to hear of it, short enough for a grant to count.
          fresh.until = this.now() + Math.min(this.ttlMs, FAILURE_MS);
        },
      );
      this.#prune();
    }
    const { value } = held;
    return await new Promise<T>((resolve, reject) => {
      const abort = () => reject(signal.reason);
      signal.addEventListener('abort', abort, { once: true });
      value.then(resolve, reject).finally(() => {
        signal.removeEventListener('abort', abort);
      });
    });
  }

  #prune(): void {
    if (this.#held.size < PRUNE_ABOVE) return;
    const now = this.now();
    for (const [key, { until }] of this.#held) {
      if (until <= now) this.#held.delete(key);
    }
  }
}

/** Names of policies or scheduled actions, or topics that are notified, by the name of its group. */
export type ByGroup = Map<string, string[]>;

/**
 * What clusters of one account and region have in common, read once for all of them. Keys begin
 * with `account/region`.
 */
export class RegionReads {
  readonly subnets: SharedRead<Subnet[]>;
  readonly vpc: SharedRead<Vpc>;
  readonly securityGroups: SharedRead<SecurityGroup[]>;
  readonly instances: SharedRead<Instance[]>;
  readonly instanceTypes: SharedRead<InstanceType[]>;
  readonly launchTemplate: SharedRead<LaunchTemplate>;
  readonly machineImage: SharedRead<MachineImage>;
  readonly autoScalingGroups: SharedRead<AutoScalingGroup[]>;
  readonly scalingPolicies: SharedRead<ByGroup>;
  readonly scheduledActions: SharedRead<ByGroup>;
  readonly groupNotifications: SharedRead<ByGroup>;
  readonly quota: SharedRead<number>;
  readonly ebsEncryption: SharedRead<{
    byDefault: boolean;
    kmsKeyId?: string;
  }>;
  readonly kmsKey: SharedRead<Omit<KmsKey, 'usedBy' | 'allowedByIam'>>;
  /** Actions that IAM policies allow a role on a key. */
  readonly roleOnKey: SharedRead<string[]>;
  readonly clusterVersions: SharedRead<ClusterVersion[]>;
  readonly addonVersions: SharedRead<string[]>;
  readonly role: SharedRead<RoleState>;
  readonly instanceProfile: SharedRead<{ arn: string; roleArn?: string }>;
  readonly onDemandPrices: SharedRead<ReadonlyMap<string, number>>;
  readonly autoFees: SharedRead<ReadonlyMap<string, number>>;

  /** @param ttlMs - for what changes; prices and versions are kept longer. */
  constructor(
    ttlMs: number = 3 * MINUTE_MS,
    now: () => number = () => Date.now(),
  ) {
    const short = <T>() => new SharedRead<T>(ttlMs, now);
    const long = <T>() =>
      new SharedRead<T>(Math.max(ttlMs, 24 * 60 * MINUTE_MS), now);
    this.subnets = short();
    this.vpc = short();
    this.securityGroups = short();
    this.instances = short();
    this.instanceTypes = long();
    this.launchTemplate = short();
    this.machineImage = long();
    this.autoScalingGroups = short();
    this.scalingPolicies = short();
    this.scheduledActions = short();
    this.groupNotifications = short();
    this.quota = short();
    this.ebsEncryption = short();
    this.kmsKey = short();
    this.roleOnKey = short();
    this.clusterVersions = long();
    this.addonVersions = long();
    this.role = short();
    this.instanceProfile = short();
    this.onDemandPrices = long();
    this.autoFees = long();
  }
}
