// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { JsonObject, JsonValue } from '@backstage/types';
import type { KubernetesSubject } from './subject';

/**
 * A change that is known to the last byte when the plan is made. A mutating call matches it only
 * when `api`, `target` and the normalised `request` are equal.
 * @public
 */
export interface ExactChange {
  type: 'exact';
  /** Unique in the plan, stable for the same input: `<stepId>/<n>`. */
  id: string;
  /** `eks:UpdateClusterConfig`, `iam:AttachRolePolicy`, `kubernetes:create` … */
  api: string;
  /** ARN, resource id (subnet-…), or `apiVersion/kind/namespace/name`. */
  target: string;
  summary: string;
  before: JsonValue;
  after: JsonValue;
  request: JsonValue;
}

/**
 * A change whose objects are known only while it happens: "evict the pods of nodes of source X".
 * @public
 */
export interface ScopedChange {
  type: 'scoped';
  id: string;
  /** `kubernetes:cordon`, `kubernetes:uncordon`, `kubernetes:evict` … */
  api: string;
  /** The source (see {@link PlannedSource.id}) or pool whose nodes are meant. */
  scope: { source?: string; pool?: string; filter: string };
  /** No more than this many objects may be changed under it in one run. */
  maximum: number;
  summary: string;
}

/** @public */
export type Change = ExactChange | ScopedChange;

/**
 * A condition between steps.
 * @public
 */
export type Gate =
  | { type: 'approval'; what: string }
  | {
      type: 'acknowledge';
      what: string;
      edits: { tool: string; content: string }[];
    }
  | { type: 'window'; what: string }
  | { type: 'soak'; seconds: number };

/** @public */
export interface KubernetesPermission {
  verb: string;
  group: string;
  resource: string;
  subresource?: string;
  namespace?: string;
  /** Only this object. */
  name?: string;
}

/** @public */
export type UndoPossibility =
  | { possible: true; how: string }
  | { possible: false; why: string };

/**
 * The order of a plan's steps; `drain`, `shrink`… are repeated once per source.
 * @public
 */
export const STEP_KINDS = [
  'preflight',
  'backup',
  'logging',
  'authentication-mode',
  'addons',
  'cluster-role',
  'node-role',
  'subnet-tags',
  'security-groups',
  'definition-owner',
  'enable',
  'access-entry',
  'node-pools',
  'canary',
  'quiet-autoscalers',
  'drain',
  'shrink',
  'soak',
  'release',
  'retire',
  'clean-up',
  'verify',
] as const;

/** @public */
export type StepKind = (typeof STEP_KINDS)[number];

/** @public */
export interface PlanStep {
  /** `kind`, or `kind:source` for the steps that stand once per source. */
  id: string;
  kind: StepKind;
  title: string;
  /** {@link PlannedSource.id}, for per-source steps. */
  source?: string;
  changes: Change[];
  /** IAM actions of the migrate (or backup) role, each with the resources it needs. */
  iam: { action: string; resources: string[] }[];
  kubernetes: KubernetesPermission[];
  undo: UndoPossibility;
  /** A gate that must open before the step starts. */
  gate?: Gate;
  /** What a person should know or do beside it: an owner's command, what stays behind. */
  notes?: string[];
  predicted: { minSeconds: number; maxSeconds: number };
}

/**
 * What nodes come from, with its size when the plan was made.
 * @public
 */
export interface PlannedSource {
  /** `managed:<nodegroup>`, `asg:<name>`, `karpenter:<pool>`, `fargate:<profile>`, `standalone:<node>` … */
  id: string;
  type:
    | 'managed-node-group'
    | 'auto-scaling-group'
    | 'standalone'
    | 'karpenter'
    | 'fargate'
    | 'auto'
    | 'hybrid'
    | 'unknown';
  name: string;
  nodes: number;
  pods: number;
  instanceTypes: string[];
  decision: 'move' | 'keep';
  /** Why it is kept; empty where it moves. */
  keptBecause: { reason: string; subject?: KubernetesSubject }[];
  /** Names of the planned pools that take its pods. */
  pools: string[];
  /** `CloudFormation`, `eksctl`, `Terraform` … where its definition is owned by a tool. */
  definedBy?: string;
  /** What could not be read, where no plan can be made yet: the decision may change with it. */
  inTheWay?: string[];
}

/**
 * Part of a drain's lower bound: a budget whose pods can go only so many at a time.
 * @public
 */
export interface DrainBound {
  source: string;
  subject: KubernetesSubject;
  owner?: string;
  pods: number;
  atATime: number;
  seconds: number;
  words: string;
}

/** @public */
export interface Misfit {
  pod: KubernetesSubject;
  workload: KubernetesSubject;
  source: string;
  reason: string;
  /** `cordoned`: with the old nodes still there; `gone`: without them. */
  simulation: 'cordoned' | 'gone';
}

/** @public */
export interface PlanOptions {
  /** ARN of an existing node role; without it the plan makes `AmazonEKSAutoNodeRole-<cluster>`. */
  nodeRoleArn?: string;
  generalPurpose?: boolean;
  /** Sources to leave alone, by id. */
  keep?: string[];
  /** The last step kind that the run executes; `retire` and later need their own approval anyway. */
  until?: StepKind;
  soakSeconds?: number;
  /** Seconds a node may take to drain before the run blocks. */
  nodeDeadlineSeconds?: number;
  tags?: Record<string, string>;
  enableLogging?: boolean;
  /** Image of the canary pods, for clusters that cannot reach the public one. */
  canaryImage?: string;
}

/**
 * A pool that takes the pods of sources: as it will be created, or as it was found.
 * @public
 */
export interface PlanPool {
  name: string;
  /** `planned` pools are created by the run; the others are there or come with Auto Mode. */
  origin: 'planned' | 'existing' | 'built-in';
  /** Ids of the sources whose pods it takes; empty for pools that were not made for them. */
  sources: string[];
  nodePool: JsonObject;
  /** Only where the class `default` is not enough. */
  nodeClass?: JsonObject;
  zones: string[];
  diskGiB: number;
  /** What the DaemonSets take of each of its nodes: CPU in thousandths, everything else whole. */
  overhead: Record<string, number>;
  /** Nodes by instance type that the simulated move launches. */
  nodes: Record<string, number>;
  /** What could not be carried over as it was. */
  notes: string[];
}

/**
 * The facts whose change makes a plan stale. Pods, prices and durations stay outside.
 * @public
 */
export interface Basis {
  version: string;
  authenticationMode: string;
  autoMode: {
    compute: boolean;
    blockStorage: boolean;
    loadBalancing: boolean;
    nodePools: string[];
  };
  clusterRole: { arn: string; trust: JsonValue; policies: string[] };
  subnets: { id: string; tags: Record<string, string> }[];
  addons: { name: string; version: string }[];
  sources: {
    id: string;
    sizes: { min: number; max: number; desired: number };
    labels: Record<string, string>;
    taints: string[];
  }[];
  nodePools: string[];
}

/**
 * The frozen list of steps and of every change they will make.
 * @public
 */
export interface Plan {
  id: string;
  /** 1, 2, 3 … per cluster. */
  number: number;
  clusterArn: string;
  clusterName: string;
  /** SHA-256 over the canonical JSON of basis, options and changes; hexadecimal. */
  digest: string;
  createdAt: string;
  createdBy: string;
  inventoryReadAt: string;
  options: PlanOptions;
  basis: Basis;
  steps: PlanStep[];
  sources: PlannedSource[];
  /** Every pool that the simulation counted with. */
  pools?: PlanPool[];
  misfits: Misfit[];
  bounds: DrainBound[];
  /** Pods whose emptyDir content is lost when they move; part of what is approved. */
  dataLost: { workload: KubernetesSubject; volumes: string[]; pods: number }[];
  /** Findings that must be fixed or accepted before a run may start. */
  blockedBy: { code: string; subjectKey: string; message: string }[];
  predicted: { minSeconds: number; maxSeconds: number };
  cost?: CostEstimate;
  /** Entity references of the owners whose pods move: they are told before, when blocked, after. */
  notifies?: string[];
  /** Whose pods stand on sources that move, by Component. */
  services?: { componentRef: string; pods: number }[];
}

/**
 * How long steps take one after another. Their least times add up; their slowest do not, as steps are
 * hardly all at their slowest in one run: what they may take beyond what is usual adds up as the
 * spreads of independent things do, by the root of the sum of squares.
 * @public
 */
export function inSequence(
  steps: readonly { predicted: { minSeconds: number; maxSeconds: number } }[],
): { minSeconds: number; maxSeconds: number } {
  let least = 0;
  let usual = 0;
  let squares = 0;
  for (const { predicted } of steps) {
    const { minSeconds, maxSeconds } = predicted;
    // Times of work are skewed: most end nearer to the least than to the most.
    const mean = minSeconds + (maxSeconds - minSeconds) / 3;
    least += minSeconds;
    usual += mean;
    squares += (maxSeconds - mean) ** 2;
  }
  return {
    minSeconds: Math.round(least),
    maxSeconds: Math.round(usual + Math.sqrt(squares)),
  };
}

/**
 * US dollars a month (730 h) for the nodes; `afterMonthly` is without Auto Mode's fee, which is
 * `feeMonthly`. `basis` says where the prices come from.
 * @public
 */
export interface CostEstimate {
  nowMonthly: number;
  afterMonthly: number;
  feeMonthly: number;
  basis: 'pricing-api' | 'estimate';
  notes: string[];
}
