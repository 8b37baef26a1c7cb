// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { spawn } from 'node:child_process';
import path from 'node:path';
import type { World } from '../world';
import { makeRoom } from './capacity';
import type { Row } from './row';

/** Runs to its end; what it says is shown only where it fails. */
async function kubectl(
  { plane }: World,
  args: string[],
  signal: AbortSignal,
): Promise<void> {
  const child = spawn(
    plane.kubectl,
    [
      `--kubeconfig=${plane.kubeconfig}`,
      `--cache-dir=${path.join(plane.folder, 'kubectl-cache')}`,
      ...args,
    ],
    { stdio: ['ignore', 'ignore', 'pipe'], signal },
  );
  let said = '';
  child.stderr.on('data', chunk => {
    said = `${said}${chunk}`.slice(-2_000);
  });
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  if (code !== 0)
    throw new Error(`kubectl ${args[0]} failed (exit ${code}): ${said}`);
}

const drainArgs = (nodes: string[]) => [
  'drain',
  ...nodes,
  '--ignore-daemonsets',
  '--delete-emptydir-data',
];

/** `kubectl drain` of all nodes in one command: cordons all, then node after node. */
export const oneKubectl: Row = {
  name: 'kubectl',
  async drain(world, capacity, { signal }, begun) {
    await makeRoom(world, capacity, signal);
    const began = Date.now();
    begun(began);
    await kubectl(world, drainArgs(world.oldNodes), signal);
    return { began, ended: Date.now() };
  },
};

/** A `kubectl drain` for each node at once, after cordoning all. */
export const fiftyKubectl: Row = {
  name: 'fifty-kubectl',
  async drain(world, capacity, { signal }, begun) {
    await makeRoom(world, capacity, signal);
    const began = Date.now();
    begun(began);
    await kubectl(world, ['cordon', ...world.oldNodes], signal);
    await Promise.all(
      world.oldNodes.map(node => kubectl(world, drainArgs([node]), signal)),
    );
    return { began, ended: Date.now() };
  },
};
