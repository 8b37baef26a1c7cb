// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { fork } from 'node:child_process';
import { once } from 'node:events';
import type { EvictorWork } from '../evictor';
import { makeRoom } from './capacity';
import type { Row } from './row';

/** The evictor as a process of its own, so that it shares no thread with who watches it. */
export const evictor: Row = {
  name: 'evictor',
  async drain(world, capacity, { signal }, begun) {
    await makeRoom(world, capacity, signal);
    const { plane, oldNodes } = world;
    const child = fork(require.resolve('../evictor'), {
      execArgv: [
        '--require',
        require.resolve('@backstage/cli/config/nodeTransform.cjs'),
      ],
      signal,
    });
    const ended = new Promise<void>((resolve, reject) => {
      child.once('error', reject);
      child.once('exit', code =>
        code === 0
          ? resolve()
          : reject(new Error(`The evictor ended with exit ${code}`)),
      );
    });
    await Promise.race([once(child, 'message'), ended]);
    const work: EvictorWork = {
      endpoint: plane.endpoint,
      ca: plane.certificateAuthority,
      token: plane.adminToken,
      nodes: oldNodes,
    };
    const began = Date.now();
    begun(began);
    child.send(work);
    await ended;
    return { began, ended: Date.now() };
  },
};
