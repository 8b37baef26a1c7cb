// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { EffectRecord } from '../effect';

/** The happened effects that no later one took back, newest first. */
export function notTakenBack(effects: readonly EffectRecord[]): EffectRecord[] {
  const taken = new Set(effects.flatMap(effect => effect.undoes ?? []));
  return effects
    .filter(
      effect =>
        effect.state === 'happened' &&
        effect.undoes === undefined &&
        !taken.has(effect.effectId),
    )
    .reverse();
}
