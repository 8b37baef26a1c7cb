// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import fs from 'node:fs';
import path from 'node:path';
import { Daemon } from '@internal/control-plane/src/process/daemon';
import { freePorts } from '@internal/control-plane/src/process/ports';
import { stringify } from 'yaml';
import type { Markers } from '../secrets/markers';
import { portalConfig, type Database } from './config';
import { region } from './accounts';
import type { FleetInput } from '@internal/sandbox';
import { folderIn, root, type PortalPlace } from './place';

/** Transitions of AWS that take a minute take a second or so. */
const PACE = '0.02';

export async function startSandbox(
  folder: string,
  world: FleetInput,
): Promise<{ url: string; daemon: Daemon }> {
  const [port] = await freePorts(1);
  const fleet = path.join(folder, 'fleet.yaml');
  fs.writeFileSync(fleet, stringify(world));
  const daemon = await Daemon.start(
    'sandbox',
    process.execPath,
    [
      path.join(root, 'packages/sandbox/bin/sandbox.mjs'),
      ...['--port', String(port), '--pace', PACE, '--fleet', fleet],
      ...['--data', folderIn(folder, 'sandbox')],
    ],
    { logs: folder },
  );
  const url = `http://127.0.0.1:${port}`;
  await upOrStopped(daemon, `${url}/_sandbox/health`);
  return { url, daemon };
}

/** The product as packages/backend has it, in a process of its own; it serves the pages too. */
export async function startPortal(options: {
  name: string;
  folder: string;
  sandbox: string;
  token: string;
  database: Database;
  catalog: object[];
  markers: Markers;
  /** A module loaded before the product, and where it writes. */
  watch?: { module: string; file: string };
}): Promise<{ place: PortalPlace; daemon: Daemon }> {
  const { name, folder, markers } = options;
  const [port] = await freePorts(1);
  const file = (kind: string) => path.join(folder, `${name}-${kind}.yaml`);
  fs.writeFileSync(
    file('catalog'),
    options.catalog.map(entity => stringify(entity)).join('---\n'),
  );
  fs.writeFileSync(
    file('config'),
    stringify(
      portalConfig({
        port,
        token: options.token,
        database: options.database,
        catalogFile: file('catalog'),
        markers,
      }),
    ),
    { mode: 0o600 },
  );
  const daemon = await Daemon.start(
    name,
    process.execPath,
    [
      ...[
        '--require',
        require.resolve('@backstage/cli/config/nodeTransform.cjs'),
      ],
      ...(options.watch ? ['--require', options.watch.module] : []),
      path.join(root, 'packages/backend/src/index.ts'),
      ...['--config', file('config')],
    ],
    {
      logs: folder,
      cwd: path.join(root, 'packages/backend'),
      env: {
        NODE_ENV: 'development',
        // Jest's own would make the backend a test.
        JEST_WORKER_ID: '',
        LOG_LEVEL: 'info',
        WATCH_FILE: options.watch?.file ?? '',
        AWS_ENDPOINT_URL: options.sandbox,
        AWS_REGION: region,
        // Nothing of the caller's own AWS set-up may leak in.
        AWS_ACCESS_KEY_ID: '',
        AWS_SECRET_ACCESS_KEY: '',
        AWS_PROFILE: '',
        AWS_CONFIG_FILE: path.join(folder, 'no-aws-config'),
        AWS_SHARED_CREDENTIALS_FILE: path.join(folder, 'no-aws-credentials'),
        AWS_EC2_METADATA_DISABLED: 'true',
      },
    },
  );
  const url = `http://127.0.0.1:${port}`;
  await upOrStopped(daemon, `${url}/.backstage/health/v1/readiness`);
  return {
    place: {
      name,
      url,
      token: options.token,
      log: path.join(folder, `${name}.log`),
    },
    daemon,
  };
}

async function upOrStopped(daemon: Daemon, url: string): Promise<void> {
  try {
    await daemon.until(async () => (await fetch(url)).ok, { within: 300_000 });
  } catch (error) {
    await daemon.stop();
    throw error;
  }
}
