// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { useApi } from '@backstage/core-plugin-api';
import { useSignal } from '@backstage/plugin-signals-react';
import type { api } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import { useEffect, useState } from 'react';
import { eksAutoModeApiRef } from '../api/EksAutoModeApi';
import { isActive, stepAtWork } from '../words/run';
import { BUSY_MS } from './useCluster';
import { Loaded, useLoaded } from './useLoaded';

/** A run and, while pods are on their way, its drain. */
export interface RunNow {
  run: Loaded<api.Run>;
  drain: Loaded<api.DrainView | null>;
}

const DRAINS: api.StepKind[] = ['drain', 'shrink', 'soak'];

/** Follows a run: at every signal of it, and every two seconds while it is active. */
export function useRun(runId: string): RunNow {
  const client = useApi(eksAutoModeApiRef);
  const { lastSignal } = useSignal(`eks-auto-mode:run:${runId}`);
  const [active, setActive] = useState(true);
  const everyMs = active ? BUSY_MS : undefined;
  const run = useLoaded(runId, signal => client.getRun(runId, signal), everyMs);
  const now = run.value ? isActive(run.value.state) : true;
  if (now !== active) {
    setActive(now);
  }
  const { reload } = run;
  useEffect(() => {
    if (lastSignal) {
      reload();
    }
  }, [lastSignal, reload]);

  const step = run.value && stepAtWork(run.value);
  // Undoing drains Auto nodes back, whatever its step is called.
  const draining = Boolean(
    step && (DRAINS.includes(step.kind) || run.value?.state === 'undoing'),
  );
  const drain = useLoaded(
    `${runId} ${draining}`,
    async signal => (draining ? client.getDrain(runId, signal) : null),
    draining ? everyMs : undefined,
  );
  return { run, drain };
}
