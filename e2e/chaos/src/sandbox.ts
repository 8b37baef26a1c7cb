// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import fs from 'node:fs';
import path from 'node:path';
import { freePorts } from '@internal/control-plane/src/process/ports';
import { collect, type Collected } from '@internal/witness';
import { stringify } from 'yaml';
import { Child } from './child';
import { arnOf } from './fleet';

/** The sandbox as a process of its own. */
export class Sandbox {
  private constructor(readonly url: string, private readonly child: Child) {}

  static async start(options: {
    folder: string;
    fleet: object;
    pace: number;
  }): Promise<Sandbox> {
    const file = path.join(options.folder, 'fleet.yaml');
    fs.writeFileSync(file, stringify(options.fleet));
    const home = path.dirname(
      require.resolve('@internal/sandbox/package.json'),
    );
    const [port] = await freePorts(1);
    const child = Child.start({
      name: 'The sandbox',
      args: [
        path.join(home, 'bin/sandbox.mjs'),
        '--port',
        String(port),
        '--fleet',
        file,
        '--pace',
        String(options.pace),
      ],
      cwd: home,
      log: path.join(options.folder, 'sandbox.log'),
      env: {},
    });
    const sandbox = new Sandbox(`http://127.0.0.1:${port}`, child);
    await child.until(
      async () => (await fetch(`${sandbox.url}/_sandbox/health`)).ok,
      120_000,
    );
    return sandbox;
  }

  /** The ledger and the cluster's normal form, as a witness judges them. */
  look(cluster: string): Promise<Collected> {
    return collect(this.url, arnOf(cluster));
  }

  stop(): Promise<void> {
    return this.child.end('SIGTERM');
  }
}
