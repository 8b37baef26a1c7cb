// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { Blocked } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import type { ClusterSession } from '../clusters/session';
import type { RunClock } from './clock';
import type { EffectKind } from './effect';
import type { Claim, RunLeases } from './lease';
import { recorded } from './perform';
import type { Commit, RunsStore } from './store';

/** How long after its deadline a request that nobody answered may still be at work. */
const QUIET_MS = 2_000;

/** `wrote`: outcomes were found and written. */
export type SettledAll = { wrote: boolean } & (
  | { state: 'settled' }
  | { state: 'look-again'; afterMs: number; message: string }
  | { state: 'blocked'; blocked: Blocked[] }
);

/**
 * Finds out by reading what became of every open intent of a run, before anything new is begun.
 */
export async function settleAll(
  options: {
    store: RunsStore;
    leases: RunLeases;
    clock: RunClock;
    effects: ReadonlyMap<string, EffectKind>;
  },
  claim: Claim,
  session: () => Promise<ClusterSession>,
  signal: AbortSignal,
): Promise<SettledAll> {
  const { store, leases, clock, effects } = options;
  const open = await recorded(store.effects(claim.runId, { state: 'open' }));
  const blocked: Blocked[] = [];
  const settle: NonNullable<Commit['settle']> = [];
  let afterMs: number | undefined;
  for (const record of open) {
    const kind = effects.get(record.api);
    if (!kind) {
      blocked.push(
        unknown(record.api, record.object, 'no code knows this call'),
      );
      continue;
    }
    const settled = await kind.settle(record, await session(), signal);
    const at = clock.now().toISOString();
    const common = { effectId: record.effectId, stepId: record.stepId, at };
    const age = clock.now().getTime() - new Date(record.at).getTime();
    const quiet = leases.times.callTimeoutMs + QUIET_MS - age;
    if (settled.state === 'happened') {
      settle.push({
        ...common,
        ...settled,
        message: `${kind.describe(record.args)}: found done`,
      });
    } else if (settled.state === 'did-not' && quiet <= 0) {
      settle.push({
        ...common,
        ...settled,
        message: `${kind.describe(record.args)}: found not done`,
      });
    } else if (settled.state === 'cannot-tell') {
      blocked.push(unknown(record.api, record.object, settled.why));
    } else {
      afterMs = Math.max(
        afterMs ?? 0,
        settled.state === 'look-again' ? settled.afterMs : quiet,
      );
    }
  }
  if (settle.length > 0)
    await recorded(store.commit(claim.runId, { fence: claim.fence, settle }));
  const wrote = settle.length > 0;
  if (blocked.length > 0) return { wrote, state: 'blocked', blocked };
  return afterMs === undefined
    ? { wrote, state: 'settled' }
    : {
        wrote,
        state: 'look-again',
        afterMs,
        message: 'Finding out what became of a call that was not answered',
      };
}

function unknown(api: string, object: string, why: string): Blocked {
  return {
    what: `Whether ${api} on ${object} happened cannot be told`,
    now: why,
    remedy:
      'Look at the object; set it to what the plan says or to what it was, then retry',
    code: 'cannot-tell',
  };
}
