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
const data = path.join(root, '.data');
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
function end(code) {
  if (ending) return;
  ending = true;
  for (const child of children) child.kill('SIGTERM');
  setTimeout(() => {
    for (const child of children) child.kill('SIGKILL');
    process.exit(code);
  }, 5000).unref();
  process.exitCode = code;
}
function run(name, file, fileArgs, env) {
  const child = spawn(process.execPath, [file, ...fileArgs], {
    cwd: root,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'inherit', 'inherit'],
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

const sandboxPort = Number(process.env.SANDBOX_PORT ?? 7008);
const sandboxUrl = `http://127.0.0.1:${sandboxPort}`;
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

const configs = ['--config', 'app-config.yaml'];
const env = { NODE_ENV: 'development' };
if (real) {
  if (fs.existsSync(path.join(root, 'app-config.local.yaml'))) {
    configs.push('--config', 'app-config.local.yaml');
  }
} else {
  configs.push('--config', 'app-config.sandbox.yaml');
  run(
    'The sandbox',
    path.join(root, 'packages/sandbox/bin/sandbox.mjs'),
    ['--port', String(sandboxPort), '--data', path.join(data, 'sandbox')],
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
    (await answers(
      'http://127.0.0.1:7007/.backstage/health/v1/readiness',
      180,
    )) && (await answers('http://127.0.0.1:3000', 180));
  if (ready) {
    process.stdout.write(
      `\n  The portal is ready: http://127.0.0.1:3000 (sign in as guest)\n${
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
