// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { stringify } from 'yaml';
import { Child } from './child';
import { freePorts } from './ports';

// Private and run from its sources, never from a build.
// eslint-disable-next-line no-restricted-syntax
const root = path.resolve(__dirname, '../../../..');

export interface ProductOnSandbox {
  url: string;
  sandboxUrl: string;
  backend: Child;
  /** What the guest's sign-in answers, once it does. */
  signIn(): Promise<SignedIn | undefined>;
  /** Asks the plugin's API, signed in with a token; anything but success throws. */
  ask<T>(
    token: string,
    method: string,
    route: string,
    body?: object,
  ): Promise<T>;
  close(): Promise<void>;
}

interface SignedIn {
  token: string;
  identity?: { ownershipEntityRefs?: string[] };
}

/** The product of a suite, `src/backend.ts` in its folder, and a sandbox beside it, as processes of their own. */
export async function startOnSandbox(options: {
  folder: string;
  /** A file of `packages/sandbox/fleet`. */
  fleet: string;
  /** Names the folder of what they write. */
  name: string;
  /** What the backend is told beyond where the sandbox is. */
  env?: NodeJS.ProcessEnv;
  /** How long the sandbox may take. */
  within: number;
  /** The app configuration; what else the backend reads can be written to `data`. */
  configOf(port: number, data: string): object;
}): Promise<ProductOnSandbox> {
  const { folder } = options;
  const data = mkdtempSync(
    path.join(os.tmpdir(), `eks-auto-mode-${options.name}-`),
  );
  const env: NodeJS.ProcessEnv = {
    PATH: process.env.PATH,
    HOME: data,
    NODE_ENV: 'development',
  };
  const sandbox = new Child(
    'the sandbox',
    [
      path.join(root, 'packages/sandbox/bin/sandbox.mjs'),
      ...['--port', '0', '--pace', '0.01'],
      ...['--fleet', path.join(root, 'packages/sandbox/fleet', options.fleet)],
    ],
    { cwd: root, env },
  );
  const children = [sandbox];
  const close = async () => {
    await Promise.all(children.map(child => child.stop()));
    rmSync(data, { recursive: true, force: true });
  };
  try {
    const sandboxUrl = await sandbox.until(
      async () => /"url":"([^"]+)"/.exec(sandbox.output)?.[1],
      options.within,
    );
    const [port] = await freePorts(1);
    const config = path.join(data, 'portal.yaml');
    writeFileSync(config, stringify(options.configOf(port, data)), {
      mode: 0o600,
    });
    const backend = new Child(
      'the backend',
      [
        ...['--require', '@backstage/cli/config/nodeTransform.cjs'],
        path.join(folder, 'src/backend.ts'),
        ...['--config', config],
      ],
      {
        cwd: folder,
        env: {
          ...env,
          AWS_ENDPOINT_URL: sandboxUrl,
          AWS_REGION: 'us-east-1',
          AWS_EC2_METADATA_DISABLED: 'true',
          ...options.env,
        },
      },
    );
    children.unshift(backend);
    const url = `http://127.0.0.1:${port}`;
    return {
      url,
      sandboxUrl,
      backend,
      close,
      async signIn() {
        const response = await fetch(`${url}/api/auth/guest/refresh`, {
          method: 'POST',
        });
        if (!response.ok) return undefined;
        return (await response.json()).backstageIdentity;
      },
      async ask(token, method, route, body) {
        const response = await fetch(`${url}/api/eks-auto-mode/v1${route}`, {
          method,
          headers: {
            authorization: `Bearer ${token}`,
            ...(body ? { 'content-type': 'application/json' } : {}),
          },
          ...(body ? { body: JSON.stringify(body) } : {}),
        });
        const answer = response.status === 204 ? {} : await response.json();
        if (!response.ok)
          throw new Error(
            `${method} ${route}: ${response.status} ${JSON.stringify(answer)}`,
          );
        return answer;
      },
    };
  } catch (error) {
    await close();
    throw error;
  }
}
