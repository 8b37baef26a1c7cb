// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type {
  Blocked,
  Change,
} from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import { subjectKey } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import type {
  Node,
  Pod,
} from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { cordon } from '../effects/cordon';
import { notAllHappened } from '../results';
import type { Reconciled, StepContext } from '../step';
import { drainBeat } from './beat';
import { Budgets } from './budget';
import { choose, needsPerson, type Choice } from './choose';
import { evictPods } from './evictPods';
import { explain, explainAll, type Explained } from './explain';
import { fateOf, holdsNode } from './fate';
import { noteLandings } from './landings';
import { lookMs, restMs, standings, type Standing } from './pace';
import { readBudgets, readNodes, readPods } from './read';
import { follow, overdue } from './readiness';
import type { Disagreement } from './sourceNodes';
import { drainState, type DrainState } from './state';
import type { DrainTarget } from './target';
import { drainView } from './view';
import { inWords, podSubject, workloadKey, workloadOf } from './workload';

/** Late nodes are looked for this often. */
const NODES_MS = 2_000;
const VIEW_MS = 2_000;
/**
 * Pods asked for in one pass: one intent, one renewal and one outcome written for all of them. So many
 * of them at a time as a run may have calls under way; what cannot begin in time is left for the next.
 */
const MOST_AT_ONCE = 256;

/**
 * One pass of a drain: cordon what is not, look at every pod and budget, ask just as many pods to go
 * as may, and say what holds the rest. Between two such looks only budgets are followed.
 */
export async function drainPass(
  context: StepContext,
  target: DrainTarget,
): Promise<Reconciled> {
  const state = await drainState(context);
  const beat = await drainBeat(context, target, state);
  if (beat) return beat;
  const now = context.now().getTime();
  if (!state.nodes || now - state.nodes.at >= NODES_MS)
    state.nodes = {
      at: now,
      value: await readNodes(context.session, context.signal),
    };
  const selected = await target.select(state.nodes.value, context);
  if (selected.disagreements.length > 0)
    return {
      state: 'blocked',
      blocked: disputed(target, selected.disagreements),
    };
  const names = new Set(selected.nodes.map(node => node.metadata.name));
  const [pods, budgets, wanted] = await Promise.all([
    readPods(context.session, context.signal),
    readBudgets(context.session, context.signal),
    state.wanted(context),
  ]);
  const readAt = context.now().getTime();
  const onNodes = pods.filter(pod => names.has(pod.spec.nodeName ?? ''));
  const stand = standings(pods, wanted.replicas);
  const ready = await begin(context, target, state, onNodes, stand);
  if (ready) return ready;
  const cordoned = await cordonAll(context, target, state, [
    { change: target.cordon, nodes: selected.nodes },
    ...((await target.alsoCordon?.(state.nodes.value, context)) ?? []),
  ]);
  if (cordoned) return cordoned;
  await noteComingBack(context, state, onNodes);
  const behind = follow(
    pick(state.baseline ?? {}, state.moved),
    state.behind,
    stand,
    now,
  );
  await state.saveBehind(context, behind);
  const late = overdue(
    behind,
    wanted.progressSeconds,
    context.since.getTime(),
    now,
  );
  const accepted = await context.accepted();
  const storage = await state.storage(context);
  const choice = choose({
    onNodes,
    budgets: new Budgets(budgets),
    standings: stand,
    landings: state.landings,
    overdue: new Set(late),
    evicted: state.evicted,
    acceptedBare: pod => accepted.has(`WL-04 ${subjectKey(podSubject(pod))}`),
    place: pod =>
      target.place?.(context.plan, pod, storage) ?? { fits: true as const },
    most: now < state.quietUntil ? 0 : MOST_AT_ONCE,
  });
  await evictPods(context, target, state, choice.evict);
  const judged = await judge(context, target, state, {
    nodes: selected.nodes,
    onNodes,
    pods,
    choice,
    behind: Object.keys(behind),
    late,
    begun: now,
  });
  state.look =
    judged.state === 'again'
      ? {
          at: context.now().getTime(),
          goodForMs: lookMs(readAt - now),
          choice,
          again: judged,
        }
      : undefined;
  return judged;
}

function disputed(
  target: DrainTarget,
  disagreements: Disagreement[],
): Blocked[] {
  return disagreements.map(({ node, why }) => ({
    what: `Whether node ${node} belongs to ${target.what} cannot be told: ${why}`,
    now: 'It was not touched, and nothing else is until this is clear',
    remedy: 'Correct its labels, or take it out of the cluster; then retry',
    subject: { apiVersion: 'v1', kind: 'Node', name: node },
    code: 'disputed-node',
  }));
}

/** Before the first cordon: every pod has a place, and how ready everything is gets written down. */
async function begin(
  context: StepContext,
  target: DrainTarget,
  state: DrainState,
  onNodes: Pod[],
  stand: ReadonlyMap<string, Standing>,
): Promise<Reconciled | undefined> {
  if (state.baseline) return undefined;
  if (target.place) {
    const storage = await state.storage(context);
    const misfits = new Map<string, Blocked>();
    for (const pod of onNodes) {
      if (fateOf(pod) !== 'moves') continue;
      const place = target.place(context.plan, pod, storage);
      if (!place.fits && !misfits.has(workloadKey(pod)))
        misfits.set(workloadKey(pod), {
          ...explain(pod, { reason: 'no-place', why: place.reason }),
          now: 'No node was cordoned yet',
        });
    }
    if (misfits.size > 0)
      return { state: 'blocked', blocked: [...misfits.values()] };
  }
  const baseline: Record<string, number> = {};
  for (const pod of onNodes) {
    if (!holdsNode(pod)) continue;
    const key = workloadKey(pod);
    baseline[key] = stand.get(key)?.ready ?? 0;
  }
  await context.remember('baseline', baseline);
  await context.remember('total', onNodes.filter(holdsNode).length);
  state.baseline = baseline;
  return undefined;
}

/** All nodes are cordoned before the first pod goes, or pods hop from one old node to the next. */
async function cordonAll(
  context: StepContext,
  target: DrainTarget,
  state: DrainState,
  groups: { change: Change; nodes: Node[] }[],
): Promise<Reconciled | undefined> {
  const nodes = groups.flatMap(group => group.nodes);
  const open = groups.flatMap(({ change, nodes: ofGroup }) =>
    ofGroup
      .filter(node => !node.spec.unschedulable)
      .map(node => ({
        args: { node: node.metadata.name, uid: node.metadata.uid ?? '' },
        because: { change },
        replaces: false,
      })),
  );
  const results = await context.performAll(cordon, open);
  const at = context.now().getTime();
  let news = false;
  for (const node of nodes) {
    if (state.cordonedAt.has(node.metadata.name)) continue;
    state.cordonedAt.set(node.metadata.name, at);
    news = true;
  }
  if (news)
    await context.remember('cordonedAt', Object.fromEntries(state.cordonedAt));
  if (open.length === 0) return undefined;
  state.nodes = undefined;
  return (
    notAllHappened(results, `Cordoning ${target.what}`) ?? {
      state: 'again',
      afterMs: 0,
      message: `Cordoned ${open.length} ${
        open.length === 1 ? 'node' : 'nodes'
      } of ${target.what}`,
    }
  );
}

async function noteComingBack(
  context: StepContext,
  state: DrainState,
  onNodes: Pod[],
) {
  const { landings, news } = noteLandings(
    state.landings,
    onNodes.filter(pod => fateOf(pod) === 'moves'),
    state.cordonedAt,
  );
  if (!news) return;
  state.landings = landings;
  await context.remember('landings', landings);
}

async function judge(
  context: StepContext,
  target: DrainTarget,
  state: DrainState,
  seen: {
    nodes: Node[];
    onNodes: Pod[];
    pods: Pod[];
    choice: Choice;
    behind: string[];
    late: string[];
    /** When this pass began. */
    begun: number;
  },
): Promise<Reconciled> {
  const now = context.now().getTime();
  const { choice, behind, late } = seen;
  const holding = seen.onNodes.filter(holdsNode);
  const { forGood, slow } = explainAll(
    choice.held,
    pod => state.stillSince(pod),
    now,
  );
  const named = async ({ key, pod, blocked: each }: Explained) =>
    [key, { ...each, ...(await ownerOf(context, state, pod)) }] as const;
  const explained = new Map(
    await Promise.all([...forGood, ...slow].map(named)),
  );
  const blocked = [...explained.values()];
  if (now - state.viewAt >= VIEW_MS || holding.length === 0) {
    state.viewAt = now;
    await saveView(context, target, state, seen, explained, holding.length);
  }
  const stale = deadlinePassed(context, target, state, holding);
  if (stale.length > 0)
    return { state: 'blocked', blocked: [...stale, ...blocked] };
  const total = Math.max(
    context.recall<number>('total') ?? 0,
    state.evicted.size,
    holding.length,
  );
  const progress = { done: total - holding.length, total };
  if (holding.length === 0) {
    if (behind.length === 0)
      return {
        state: 'done',
        message: `${target.what} is empty: ${state.evicted.size} pods moved`,
      };
    if (late.length === behind.length)
      return { state: 'blocked', blocked: notReady(late) };
    return {
      state: 'again',
      afterMs: 1_000,
      message: `Waiting for ${behind.length} workloads to be as ready as before`,
      progress,
    };
  }
  const movesOn =
    choice.evict.length > 0 ||
    choice.held.some(({ hold }) => !needsPerson(hold));
  if (!movesOn) return { state: 'blocked', blocked };
  return {
    state: 'again',
    afterMs: restMs(now - seen.begun, now - state.lastProgress),
    message: `${holding.length} pods left on ${seen.nodes.length} nodes of ${target.what}`,
    progress,
    ...(blocked.length > 0 ? { blocked } : {}),
  };
}

function notReady(keys: string[]): Blocked[] {
  return keys.map(key => ({
    what: `The replacements of ${key} do not become Ready`,
    now: 'All of its pods have left the old nodes; those nodes are kept',
    remedy:
      'Look at its new pods: why do they not become Ready on Auto nodes? Mend that, then retry',
    code: 'not-ready',
  }));
}

/** Nodes that still hold pods though their time is over. */
function deadlinePassed(
  context: StepContext,
  target: DrainTarget,
  state: DrainState,
  holding: Pod[],
): Blocked[] {
  const now = context.now().getTime();
  const left = new Map<string, Pod[]>();
  for (const pod of holding) {
    const node = pod.spec.nodeName ?? '';
    const from = Math.max(
      state.cordonedAt.get(node) ?? now,
      context.since.getTime(),
    );
    if (now - from > target.nodeDeadlineSeconds * 1000)
      left.set(node, [...(left.get(node) ?? []), pod]);
  }
  return [...left].map(([node, pods]) => ({
    what: `Node ${node} is not empty after ${target.nodeDeadlineSeconds} s`,
    now: `${pods.length} pods are left on it: ${[
      ...new Set(pods.map(pod => inWords(workloadOf(pod)))),
    ]
      .slice(0, 5)
      .join(', ')}. It stays cordoned`,
    remedy:
      'Ask their owners what holds them; then retry, which begins the time anew, or undo',
    subject: { apiVersion: 'v1', kind: 'Node', name: node },
    code: 'node-deadline',
  }));
}

async function ownerOf(
  context: StepContext,
  state: DrainState,
  pod: Pod,
): Promise<{ owner?: string }> {
  const workload = workloadOf(pod);
  const words = inWords(workload);
  let owner = state.owners.get(words);
  if (owner === undefined) {
    owner =
      (await context.ownerOf({
        ...workload,
        ...(pod.metadata.labels ? { labels: pod.metadata.labels } : {}),
      })) ?? '';
    state.owners.set(words, owner);
  }
  return owner ? { owner } : {};
}

async function saveView(
  context: StepContext,
  target: DrainTarget,
  state: DrainState,
  seen: { nodes: Node[]; pods: Pod[]; choice: Choice },
  explained: ReadonlyMap<string, Blocked>,
  remaining: number,
) {
  await context.remember(
    'view',
    drainView({
      at: context.now(),
      since: context.since,
      source: target.source,
      sourceNodes: seen.nodes,
      nodes: state.nodes?.value ?? [],
      pods: seen.pods,
      held: new Map(
        seen.choice.held.map(({ pod, hold }) => [pod.metadata.uid ?? '', hold]),
      ),
      explained,
      owners: state.owners,
      evicted: state.evicted.size,
      refused: state.refused,
      remaining,
    }),
  );
}

function pick(
  baseline: Record<string, number>,
  keys: ReadonlySet<string>,
): Record<string, number> {
  return Object.fromEntries(
    Object.entries(baseline).filter(([key]) => keys.has(key)),
  );
}
