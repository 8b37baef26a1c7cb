// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import fs from 'node:fs';
import path from 'node:path';
import { stringify } from 'yaml';
import { Child } from './child';
import { replicaConfig, type ReplicaPlace } from './config';
import { credentials, region } from './fleet';

/** One backend: a process that is killed, frozen and started again on the same port. */
export class Replica {
  #child?: Child;
  #starts = 0;
  #state: 'down' | 'starting' | 'up' | 'frozen' = 'down';

  constructor(
    readonly name: string,
    private readonly options: {
      folder: string;
      awsEndpoint: string;
      place: ReplicaPlace;
    },
  ) {}

  /** Its connections in PostgreSQL bear this name: another one after each start. */
  get session(): string {
    return `chaos-${this.name}-${this.#starts}`;
  }

  get state() {
    return this.#state;
  }

  get pid(): number | undefined {
    return this.#child?.running ? this.#child.pid : undefined;
  }

  get url(): string {
    return `http://127.0.0.1:${this.options.place.port}`;
  }

  #file(ending: string): string {
    return path.join(this.options.folder, `${this.name}.${ending}`);
  }

  async start(): Promise<void> {
    const home = path.dirname(require.resolve('@internal/chaos/package.json'));
    this.#state = 'starting';
    this.#starts += 1;
    fs.writeFileSync(
      this.#file('yaml'),
      stringify(replicaConfig(this.options.place, this.session)),
      { mode: 0o600 },
    );
    const child = Child.start({
      name: `Backend ${this.name}`,
      args: [
        '--max-old-space-size=768',
        '--require',
        require.resolve('@backstage/cli/config/nodeTransform.cjs'),
        path.join(home, 'src/backend.ts'),
        '--config',
        this.#file('yaml'),
      ],
      // Away from the workspace, or each start would compile the config schema of every package in it.
      cwd: this.options.folder,
      log: this.#file('log'),
      env: {
        LOG_LEVEL: 'info',
        AWS_ENDPOINT_URL: this.options.awsEndpoint,
        AWS_REGION: region,
        AWS_ACCESS_KEY_ID: credentials.accessKeyId,
        AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
        // Nothing of the caller's own AWS set-up may leak in.
        AWS_PROFILE: undefined,
        AWS_SESSION_TOKEN: undefined,
        AWS_CONFIG_FILE: this.#file('no-aws-config'),
        AWS_SHARED_CREDENTIALS_FILE: this.#file('no-aws-credentials'),
        AWS_EC2_METADATA_DISABLED: 'true',
      },
    });
    this.#child = child;
    await child.until(
      async () =>
        (
          await fetch(`${this.url}/.backstage/health/v1/readiness`)
        ).ok,
      180_000,
    );
    if (this.#child === child) this.#state = 'up';
  }

  /** As the kernel ends it when memory runs out: nothing is given back. */
  async kill(): Promise<void> {
    const child = this.#child;
    this.#state = 'down';
    this.#child = undefined;
    await child?.end('SIGKILL');
  }

  freeze(): void {
    this.#state = 'frozen';
    this.#child?.signal('SIGSTOP');
  }

  thaw(): void {
    this.#state = 'up';
    this.#child?.signal('SIGCONT');
  }

  /** Whether `holder`, as a lease names it, is this process. */
  holds(holder: string): boolean {
    return this.pid !== undefined && holder.includes(`-${this.pid}-`);
  }
}
