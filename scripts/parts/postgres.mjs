// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { aptInstall, capture, freePort, isRoot } from './exec.mjs';

function binaries() {
  const base = '/usr/lib/postgresql';
  const versions = fs.existsSync(base)
    ? fs.readdirSync(base).sort((a, b) => b - a)
    : [];
  const version = versions.find(v =>
    fs.existsSync(path.join(base, v, 'bin/initdb')),
  );
  return version && { version, bin: path.join(base, version, 'bin') };
}

/**
 * A PostgreSQL server of our own on loopback, or undefined where the machine has none. Everything
 * lies in a temporary folder that `stop` removes.
 */
export async function startPostgres() {
  const found =
    binaries() ?? (aptInstall(['postgresql']) ? binaries() : undefined);
  if (!found) return undefined;
  const data = fs.mkdtempSync(path.join(os.tmpdir(), 'eks-auto-mode-pg-'));
  const port = await freePort();
  // PostgreSQL refuses to run as root.
  const as = (command, args) =>
    isRoot()
      ? capture(
          'setpriv',
          [
            '--reuid=postgres',
            '--regid=postgres',
            '--clear-groups',
            command,
            ...args,
          ],
          { cwd: data },
        )
      : capture(command, args, { cwd: data });
  if (isRoot()) capture('chown', ['postgres:postgres', data]);
  const db = path.join(data, 'db');
  as(path.join(found.bin, 'initdb'), [
    '-D',
    db,
    '-A',
    'trust',
    '-U',
    'postgres',
    '-E',
    'UTF8',
    '--no-sync',
  ]);
  as(path.join(found.bin, 'pg_ctl'), [
    '-D',
    db,
    '-w',
    '-l',
    path.join(data, 'log'),
    '-o',
    `-p ${port} -k ${data} -c listen_addresses=127.0.0.1 -c fsync=off -c max_connections=200`,
    'start',
  ]);
  return {
    version: found.version,
    url: `postgresql://postgres@127.0.0.1:${port}/postgres`,
    stop() {
      as(path.join(found.bin, 'pg_ctl'), ['-D', db, '-m', 'immediate', 'stop']);
      fs.rmSync(data, { recursive: true, force: true });
    },
  };
}
