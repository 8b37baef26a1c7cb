// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { api } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import { isActive, runStateWords } from '../../../words/run';

/** Why each command of a run cannot be given now; undefined where it can. */
export interface RunReasons {
  pause?: string;
  resume?: string;
  abort?: string;
  retry?: string;
  undo?: string;
  retire?: string;
  acknowledge?: string;
}

/** The buttons of a run by its state and by what the reader may do. */
export function runReasons(
  run: api.Run,
  may: api.Allowed,
  busy: boolean,
): RunReasons {
  const ended = isActive(run.state)
    ? undefined
    : `The run is ${runStateWords[run.state].word.toLowerCase()}.`;
  const wait = busy ? 'One moment…' : undefined;
  const mayRun = may.run
    ? undefined
    : 'You may watch this run but not steer it (eks-auto-mode.cluster.run). Ask the owner of the cluster.';
  const undoing =
    run.state === 'undoing' ? 'The run is being undone.' : undefined;
  const common = wait ?? ended ?? mayRun;
  return {
    pause:
      common ?? (run.state === 'paused' ? 'It is paused already.' : undefined),
    resume:
      common ?? (run.state === 'paused' ? undefined : 'It is not paused.'),
    abort: common,
    retry: common,
    undo:
      wait ??
      (run.state === 'undone' ? 'It was undone already.' : undefined) ??
      undoing ??
      (may.undo
        ? undefined
        : 'You may not undo runs on this cluster (eks-auto-mode.cluster.undo). Ask its owner.'),
    retire:
      wait ??
      ended ??
      (may.retire
        ? undefined
        : 'You may not retire old capacity of this cluster (eks-auto-mode.cluster.retire). Ask its owner.'),
    acknowledge:
      wait ??
      ended ??
      (may.approve
        ? undefined
        : 'You may not confirm this (eks-auto-mode.cluster.approve). Ask the owner of the cluster.'),
  };
}
