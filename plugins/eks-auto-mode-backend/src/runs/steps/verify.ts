// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { DescribeClusterCommand } from '@aws-sdk/client-eks';
import type {
  Plan,
  StepKind,
  VerificationRow,
} from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import type {
  NodeClass,
  NodePool,
  Node,
  Pod,
} from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { resourceTypes } from '../../clusters/kubernetesApi';
import { contains } from '../effects/kubernetesObject';
import { listAll } from '../objects';
import type { Step, StepContext } from '../step';
import { isAutoNode } from './autoNodes';
import { nameOfManaged } from './managedGroup';
import { observe, snapshotSchema, type Snapshot } from './snapshot';

/** What is only late gets so long to come right. */
const SETTLE_MS = 5 * 60_000;

const NODEGROUP = 'eks.amazonaws.com/nodegroup';

const list = (items: string[]) =>
  items.length === 0
    ? 'none'
    : `${items.slice(0, 5).join(', ')}${
        items.length > 5 ? ` and ${items.length - 5} more` : ''
      }`;

/**
 * Workloads that the plan itself stops: Cluster Autoscaler has no pod after it was quieted, and ought to have none.
 */
export function stoppedByPlan(
  plan: Plan,
  isDone: (stepId: string) => boolean,
): ReadonlySet<string> {
  return new Set(
    plan.steps
      .filter(step => isDone(step.id))
      .flatMap(step => step.changes)
      .flatMap(change =>
        change.type === 'exact' &&
        change.api === 'kubernetes:scale' &&
        contains(change.request, { spec: { replicas: 0 } })
          ? [change.target]
          : [],
      ),
  );
}

export function workloadRows(
  was: Snapshot,
  after: Snapshot,
  stopped: ReadonlySet<string>,
): VerificationRow[] {
  const before = {
    ...was,
    ready: Object.fromEntries(
      Object.entries(was.ready).filter(([key]) => !stopped.has(key)),
    ),
    // A Service in front of nothing but what the plan stopped ought to have no endpoint either.
    served: Object.keys(was.served).filter(
      service => !was.served[service].every(key => stopped.has(key)),
    ),
  };
  const less = Object.entries(before.ready).filter(
    ([key, ready]) => key in after.ready && after.ready[key] < ready,
  );
  const gone = Object.keys(before.ready).filter(
    key => before.ready[key] > 0 && !(key in after.ready),
  );
  const pending = after.pending.filter(key => !before.pending.includes(key));
  const unbound = before.bound.filter(key => !after.bound.includes(key));
  const unserved = before.served.filter(key => !(key in after.served));
  const sum = (ready: Record<string, number>) =>
    String(Object.values(ready).reduce((total, each) => total + each, 0));
  return [
    {
      what: 'Ready pods',
      before: sum(before.ready),
      after: less.length
        ? `${sum(after.ready)}; fewer: ${list(less.map(([key]) => key))}`
        : sum(after.ready),
      holds: less.length === 0,
    },
    {
      what: 'Workloads without a pod',
      before: 'none',
      after: list(gone),
      holds: gone.length === 0,
    },
    {
      what: 'Pods without a node',
      before: list(before.pending),
      after: list(after.pending),
      holds: pending.length === 0,
    },
    {
      what: 'Bound claims',
      before: String(before.bound.length),
      after: unbound.length
        ? `lost: ${list(unbound)}`
        : String(after.bound.length),
      holds: unbound.length === 0,
    },
    {
      what: 'Services with endpoints',
      before: String(before.served.length),
      after: unserved.length
        ? `lost: ${list(unserved)}`
        : String(Object.keys(after.served).length),
      holds: unserved.length === 0,
    },
  ];
}

/** Steps of this kind that the run has done, by what it remembers of itself. */
function doneSources(context: StepContext, kind: StepKind): string[] {
  return context.plan.steps
    .filter(step => step.kind === kind)
    .filter(step => context.stepState(step.id) === 'done')
    .flatMap(step => nameOfManaged(step.source) ?? []);
}

function nodeRow(
  context: StepContext,
  before: Snapshot,
  nodes: Node[],
): VerificationRow {
  const shrunk = new Set(doneSources(context, 'shrink'));
  const left = nodes.filter(node =>
    shrunk.has(node.metadata.labels?.[NODEGROUP] ?? ''),
  );
  const auto = nodes.filter(isAutoNode).length;
  return {
    what: 'Nodes',
    before: `${before.nodes - before.autoNodes} old, ${before.autoNodes} Auto`,
    after: `${nodes.length - auto} old, ${auto} Auto${
      left.length
        ? `; of shrunk groups: ${list(left.map(node => node.metadata.name))}`
        : ''
    }`,
    holds: left.length === 0,
  };
}

async function autoModeRows(context: StepContext): Promise<VerificationRow[]> {
  // A plan may end before Auto Mode is switched on; one without the step found it on.
  const enabling = context.stepState('enable');
  if (enabling !== undefined && enabling !== 'done') return [];
  const { session, signal, plan } = context;
  const { cluster } = await session.aws.eks.send(
    new DescribeClusterCommand({ name: context.clusterName }),
    { abortSignal: signal },
  );
  const switches = [
    cluster?.computeConfig?.enabled,
    cluster?.storageConfig?.blockStorage?.enabled,
    cluster?.kubernetesNetworkConfig?.elasticLoadBalancing?.enabled,
  ];
  const { autoMode } = plan.basis;
  const on = (all: (boolean | undefined)[]) =>
    `${all.filter(Boolean).length} of 3 switches on`;
  const options = { signal, limit: 100 };
  const [pools, classes] = await Promise.all([
    listAll<NodePool>(session.kubernetes, resourceTypes.nodePools, options),
    listAll<NodeClass>(session.kubernetes, resourceTypes.nodeClasses, options),
  ]);
  const notReady = [...pools, ...classes]
    .filter(
      object =>
        !object.status?.conditions?.some(
          each => each.type === 'Ready' && each.status === 'True',
        ),
    )
    .map(object => `${object.kind} ${object.metadata.name}`);
  return [
    {
      what: 'Auto Mode',
      before: on([
        autoMode.compute,
        autoMode.blockStorage,
        autoMode.loadBalancing,
      ]),
      after: on(switches),
      holds: switches.every(Boolean),
    },
    {
      what: 'Node pools and classes that are not Ready',
      before: 'none',
      after: list(notReady),
      holds: notReady.length === 0,
    },
  ];
}

const seconds = (from: string | undefined, to: string | undefined) =>
  (Date.parse(to ?? '') - Date.parse(from ?? '')) / 1000;

function median(values: number[]): string {
  const sorted = values.filter(Number.isFinite).sort((a, b) => a - b);
  return sorted.length === 0
    ? 'none'
    : `${Math.round(sorted[Math.floor(sorted.length / 2)])} s (median of ${
        sorted.length
      })`;
}

/** How long what moved waited; nothing to hold against. */
function timeRows(pods: Pod[], nodes: Node[]): VerificationRow[] {
  const auto = new Set(
    nodes.filter(isAutoNode).map(node => node.metadata.name),
  );
  const scheduled = pods
    .filter(pod => auto.has(pod.spec.nodeName ?? ''))
    .map(pod =>
      seconds(
        pod.metadata.creationTimestamp,
        pod.status?.conditions?.find(each => each.type === 'PodScheduled')
          ?.lastTransitionTime,
      ),
    );
  const ready = nodes
    .filter(isAutoNode)
    .map(node =>
      seconds(
        node.metadata.creationTimestamp,
        node.status?.conditions?.find(each => each.type === 'Ready')
          ?.lastTransitionTime,
      ),
    );
  return [
    {
      what: 'Time from pending to scheduled on Auto nodes',
      before: '',
      after: median(scheduled),
      holds: true,
    },
    {
      what: 'Time from joined to Ready of Auto nodes',
      before: '',
      after: median(ready),
      holds: true,
    },
  ];
}

/** Holds the cluster against what it was before the first change. */
export const verify: Step = {
  kind: 'verify',
  async reconcile(context) {
    const before = snapshotSchema.safeParse(
      context.recallOf('preflight', 'before'),
    );
    if (!before.success)
      return {
        state: 'blocked',
        blocked: [
          {
            what: 'There is no record of how the cluster was before the run',
            now: 'Nothing can be compared',
            remedy: 'Look at the workloads yourself, then skip this step',
            code: 'no-snapshot',
          },
        ],
      };
    const { snapshot, pods, nodes } = await observe(context);
    const rows = [
      ...(await autoModeRows(context)),
      nodeRow(context, before.data, nodes),
      ...workloadRows(
        before.data,
        snapshot,
        stoppedByPlan(
          context.plan,
          stepId => context.stepState(stepId) === 'done',
        ),
      ),
      ...timeRows(pods, nodes),
    ];
    await context.verified(rows);
    const wrong = rows.filter(row => !row.holds);
    if (wrong.length === 0)
      return { state: 'done', message: `${rows.length} comparisons hold` };
    if (context.now().getTime() - context.since.getTime() < SETTLE_MS)
      return {
        state: 'again',
        afterMs: 5_000,
        message: `Waiting for: ${wrong.map(row => row.what).join(', ')}`,
        progress: { done: rows.length - wrong.length, total: rows.length },
      };
    return {
      state: 'blocked',
      blocked: wrong.map(row => ({
        what: `${row.what} does not hold`,
        now: `Before: ${row.before}; now: ${row.after}`,
        remedy: 'Mend it and retry, undo, or skip with a reason',
        code: 'verify',
      })),
    };
  },
  undo: async () => ({ state: 'done' }),
};
