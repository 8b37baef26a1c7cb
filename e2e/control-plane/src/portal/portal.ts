// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { randomBytes } from 'node:crypto';
import fs from 'node:fs/promises';
import path from 'node:path';
import { stringify } from 'yaml';
import { Daemon } from '../process/daemon';
import { freePorts } from '../process/ports';
import { credentials, region } from '../sandbox/fleet';
import { catalogEntities, portalConfig } from './config';

export interface Portal {
  baseUrl: string;
  token: string;
  close(): Promise<void>;
}

/** Starts the product as a process of its own, with its AWS at `awsEndpoint`. */
export async function startPortal(options: {
  folder: string;
  awsEndpoint: string;
  soakSeconds: number;
  signal?: AbortSignal;
}): Promise<Portal> {
  const [port] = await freePorts(1);
  const token = randomBytes(24).toString('hex');
  const file = (name: string) => path.join(options.folder, name);
  await fs.mkdir(file('portal-db'), { recursive: true });
  await fs.writeFile(
    file('catalog.yaml'),
    catalogEntities.map(entity => stringify(entity)).join('---\n'),
  );
  await fs.writeFile(
    file('portal.yaml'),
    stringify(
      portalConfig({
        port,
        token,
        databaseFolder: file('portal-db'),
        catalogFile: file('catalog.yaml'),
        soakSeconds: options.soakSeconds,
      }),
    ),
    { mode: 0o600 },
  );
  const packageFolder = path.dirname(
    require.resolve('@internal/control-plane/package.json'),
  );
  const daemon = await Daemon.start(
    'portal',
    process.execPath,
    [
      '--require',
      require.resolve('@backstage/cli/config/nodeTransform.cjs'),
      path.join(packageFolder, 'src/portal/backend.ts'),
      '--config',
      file('portal.yaml'),
    ],
    {
      logs: options.folder,
      cwd: packageFolder,
      env: {
        NODE_ENV: 'development',
        LOG_LEVEL: 'info',
        AWS_ENDPOINT_URL: options.awsEndpoint,
        AWS_REGION: region,
        AWS_ACCESS_KEY_ID: credentials.accessKeyId,
        AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
        // Nothing of the caller's own AWS set-up may leak in.
        AWS_PROFILE: '',
        AWS_CONFIG_FILE: file('no-aws-config'),
        AWS_SHARED_CREDENTIALS_FILE: file('no-aws-credentials'),
        AWS_EC2_METADATA_DISABLED: 'true',
      },
    },
  );
  const baseUrl = `http://127.0.0.1:${port}`;
  try {
    await daemon.until(
      async () => (await fetch(`${baseUrl}/.backstage/health/v1/readiness`)).ok,
      { within: 120_000, signal: options.signal },
    );
  } catch (error) {
    await daemon.stop();
    throw error;
  }
  return { baseUrl, token, close: () => daemon.stop() };
}
