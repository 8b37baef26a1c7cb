// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

// `npm start`: the portal on 127.0.0.1:3000, the backend on 127.0.0.1:7007 and, unless `--real` is
// given, the sandbox that they speak to in place of AWS. `--reset` forgets what sandbox and
// database hold.
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const data = path.resolve(root, process.env.DATA_DIR ?? '.data');
// Other ports, for a second portal beside the first (tests, benchmarks).
const ports = {
  portal: Number(process.env.PORTAL_PORT ?? 3000),
  backend: Number(process.env.BACKEND_PORT ?? 7007),
  sandbox: Number(process.env.SANDBOX_PORT ?? 7008),
};
const portalUrl = `http://127.0.0.1:${ports.portal}`;
const backendUrl = `http://127.0.0.1:${ports.backend}`;
const sandboxUrl = `http://127.0.0.1:${ports.sandbox}`;
const args = process.argv.slice(2);
const unknown = args.filter(a => !['--reset', '--real'].includes(a));
if (unknown.length > 0) {
  process.stderr.write(
    `Unknown option ${unknown[0]}. usage: npm start [-- --reset] [--real]\n`,
  );
  process.exit(2);
}
const real = args.includes('--real');

if (args.includes('--reset')) fs.rmSync(data, { recursive: true, force: true });
fs.mkdirSync(path.join(data, 'db'), { recursive: true });

const children = new Set();
let ending = false;
// The command line interface starts processes of its own; a group ends them all.
function signalGroup(child, signal) {
  try {
    if (process.platform === 'win32') child.kill(signal);
    else process.kill(-child.pid, signal);
  } catch (error) {
    if (error.code !== 'ESRCH') throw error;
  }
}
function end(code) {
  if (ending) return;
  ending = true;
  for (const child of children) signalGroup(child, 'SIGTERM');
  setTimeout(() => {
    for (const child of children) signalGroup(child, 'SIGKILL');
    process.exit(code);
  }, 5000).unref();
  process.exitCode = code;
}
function run(name, file, fileArgs, env) {
  const child = spawn(process.execPath, [file, ...fileArgs], {
    cwd: root,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'inherit', 'inherit'],
    detached: process.platform !== 'win32',
  });
  children.add(child);
  child.on('exit', code => {
    children.delete(child);
    if (!ending)
      process.stderr.write(
        `${name} ended (exit ${code}); stopping the rest.\n`,
      );
    end(code ?? 1);
  });
  return child;
}
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'])
  process.on(signal, () => end(0));

async function answers(url, seconds) {
  const deadline = Date.now() + seconds * 1000;
  while (!ending && Date.now() < deadline) {
    const ok = await fetch(url).then(
      r => r.ok,
      () => false,
    );
    if (ok) return true;
    await new Promise(resolve => setTimeout(resolve, 300));
  }
  return false;
}

// Absolute: each package resolves them from its own folder.
const config = name => ['--config', path.join(root, name)];
const configs = config('app-config.yaml');
const env = {
  NODE_ENV: 'development',
  APP_CONFIG_app_baseUrl: portalUrl,
  APP_CONFIG_app_listen_port: String(ports.portal),
  APP_CONFIG_backend_baseUrl: backendUrl,
  APP_CONFIG_backend_listen_port: String(ports.backend),
  APP_CONFIG_backend_cors_origin: portalUrl,
  APP_CONFIG_backend_database_connection_directory: path.join(data, 'db'),
};
if (real) {
  if (fs.existsSync(path.join(root, 'app-config.local.yaml'))) {
    configs.push(...config('app-config.local.yaml'));
  }
} else {
  configs.push(...config('app-config.sandbox.yaml'));
  run(
    'The sandbox',
    path.join(root, 'packages/sandbox/bin/sandbox.mjs'),
    ['--port', String(ports.sandbox), '--data', path.join(data, 'sandbox')],
    {},
  );
  if (!(await answers(`${sandboxUrl}/_sandbox/health`, 60))) {
    process.stderr.write(
      `The sandbox does not answer on ${sandboxUrl}; see its output above.\n`,
    );
    end(1);
  }
  Object.assign(env, {
    AWS_ENDPOINT_URL: sandboxUrl,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'AKIASANDBOXPORTAL000',
    AWS_SECRET_ACCESS_KEY: 'sandbox-portal-secret',
  });
}
if (!ending) {
  // The sandbox signs its own certificates and hands them out through DescribeCluster, as EKS does:
  // nothing about TLS is switched off.
  run(
    'The portal',
    path.join(root, 'node_modules/@backstage/cli/bin/backstage-cli'),
    ['repo', 'start', ...configs],
    env,
  );
  const ready =
    (await answers(`${backendUrl}/.backstage/health/v1/readiness`, 180)) &&
    (await answers(portalUrl, 180));
  if (ready) {
    process.stdout.write(
      `\n  The portal is ready: ${portalUrl} (sign in as guest)\n${
        real ? '' : `  The sandbox that plays AWS: ${sandboxUrl}/_sandbox/\n`
      }\n`,
    );
  } else if (!ending) {
    process.stderr.write(
      'The portal did not come up within three minutes; see the output above.\n',
    );
    end(1);
  }
}
