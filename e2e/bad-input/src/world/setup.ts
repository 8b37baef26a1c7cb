// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Daemon } from '@internal/control-plane/src/process/daemon';
import { chromium, type BrowserServer } from 'playwright-core';
import type { FleetInput } from '@internal/sandbox';
import { makeMarkers, type Markers } from '../secrets/markers';
import { firstCatalog } from './catalog';
import { fleetOf } from './fleet';
import { root, writePlace, type Place } from './place';
import { startPortal, startSandbox } from './processes';
import { bucketOf } from './accounts';

/** What the teardown ends. */
export interface Started {
  folder: string;
  daemons: Daemon[];
  browser?: BrowserServer;
  /** Pages that were built for this; left where somebody else had built them before. */
  pages?: string;
}

declare global {
  // eslint-disable-next-line no-var
  var badInputStarted: Started | undefined;
}

/** The pages as a release has them, served by the backend. */
async function buildPages(log: string): Promise<string | undefined> {
  const dist = path.join(root, 'packages/app/dist');
  if (fs.existsSync(path.join(dist, 'index.html'))) return undefined;
  const output = fs.openSync(log, 'a');
  const child = spawn(
    process.execPath,
    [
      path.join(root, 'node_modules/@backstage/cli/bin/backstage-cli'),
      'package',
      'build',
    ],
    {
      cwd: path.join(root, 'packages/app'),
      stdio: ['ignore', output, output],
      env: {
        ...process.env,
        NODE_ENV: 'production',
        JEST_WORKER_ID: '',
        CI: '',
      },
    },
  );
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', resolve);
  });
  fs.closeSync(output);
  if (code !== 0) {
    throw new Error(
      `The pages could not be built: ${fs
        .readFileSync(log, 'utf8')
        .slice(-2000)}`,
    );
  }
  return dist;
}

/** What this suite's world is made of. */
export interface World {
  fleet(markers: Markers): FleetInput;
  catalog: object[];
  /** A module loaded into the portal, which writes to a file in the folder. */
  watch?: { module: string; file: string };
}

/** One sandbox, one portal and one browser for all files of a suite. */
export async function start(world: World): Promise<Place> {
  const folder = fs.mkdtempSync(
    path.join(os.tmpdir(), 'eks-auto-mode-bad-input-'),
  );
  const started: Started = { folder, daemons: [] };
  globalThis.badInputStarted = started;
  const markers = makeMarkers();
  const [pages, sandbox, browser] = await Promise.all([
    buildPages(path.join(folder, 'pages.log')),
    startSandbox(folder, world.fleet(markers)),
    chromium.launchServer({
      executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
      host: '127.0.0.1',
      args: [
        '--headless',
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    }),
  ]);
  started.pages = pages;
  started.browser = browser;
  started.daemons.push(sandbox.daemon);
  const portal = await startPortal({
    name: 'portal',
    folder,
    sandbox: sandbox.url,
    token: markers.serviceToken,
    database: {
      client: 'better-sqlite3',
      connection: { directory: path.join(folder, 'portal-db') },
    },
    catalog: world.catalog,
    markers,
    watch: world.watch && {
      module: world.watch.module,
      file: path.join(folder, world.watch.file),
    },
  });
  started.daemons.unshift(portal.daemon);
  const place = {
    folder,
    sandbox: sandbox.url,
    portal: portal.place,
    browser: browser.wsEndpoint(),
    markers,
  };
  writePlace(place);
  return place;
}

/** The world of all files but those of huge/. */
export default async function setup(): Promise<void> {
  const { sandbox } = await start({ fleet: fleetOf, catalog: firstCatalog });
  // AWS encrypts every bucket today; one from before says that it does not.
  await fetch(`${sandbox}/_sandbox/faults`, {
    method: 'POST',
    body: JSON.stringify({
      service: 's3',
      operation: 'GetBucketEncryption',
      caller: 'backup-unencrypted',
      action: {
        type: 'error',
        status: 404,
        code: 'ServerSideEncryptionConfigurationNotFoundError',
        message: `The server side encryption configuration of ${bucketOf(
          'unencrypted',
        )} was not found`,
      },
    }),
  });
}
