// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

// `npm test`: every suite that this machine can run, each within its time budget. With CI=true a
// suite whose parts cannot be had fails; elsewhere it is named as skipped. `--full` also runs what
// only CI runs otherwise. `--only name,name` runs just those. The last line counts.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { findChromium } from './parts/chromium.mjs';
import { deployTools } from './parts/deployTools.mjs';
import { run } from './parts/exec.mjs';
import { startMoto } from './parts/moto.mjs';
import { startPostgres } from './parts/postgres.mjs';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const ci = process.env.CI === 'true';
const args = process.argv.slice(2);
const full = args.includes('--full');
const only = args.includes('--only')
  ? args[args.indexOf('--only') + 1].split(',')
  : undefined;
const output = fs.mkdtempSync(path.join(os.tmpdir(), 'eks-auto-mode-test-'));
const bin = name => path.join(root, 'node_modules/.bin', name);
const at = folder => path.join(root, folder);

/** One command is one test. */
const command = (name, file, fileArgs, cwd = root) => ({
  name,
  file,
  args: fileArgs,
  cwd,
});
/** Jest in one package, counted by its own report. */
const jest = (folder, jestArgs) => ({
  jest: true,
  cwd: at(folder),
  args: jestArgs,
});

const badInput = (files, world = 'world') =>
  jest('e2e/bad-input', [
    '--testMatch',
    files,
    '--maxWorkers=4',
    ...['--globalSetup', at(`e2e/bad-input/src/${world}/setup.ts`)],
    ...['--globalTeardown', at('e2e/bad-input/src/world/teardown.ts')],
  ]);

const suites = [
  {
    name: 'static',
    budgetMinutes: 10,
    what: 'formatting, lint, types, reports of the public API, API schema, generated docs',
    steps: [
      command('prettier', bin('prettier'), ['--check', '.']),
      // From nothing: an incremental compilation orders unions otherwise, and reports would differ.
      command('tsc', bin('tsc'), ['--incremental', 'false']),
      command('api-reports', process.execPath, [
        at('scripts/api-reports.mjs'),
        '--ci',
      ]),
      command('eslint', bin('backstage-cli'), ['repo', 'lint']),
      command(
        'openapi',
        bin('backstage-repo-tools'),
        ['package', 'schema', 'openapi', 'validate'],
        at('plugins/eks-auto-mode-backend'),
      ),
      command('docs', process.execPath, [at('scripts/docs.mjs'), '--check']),
    ],
  },
  {
    name: 'deploy',
    budgetMinutes: 8,
    what: 'Terraform, CloudFormation and the workflow of deploy/, linted',
    needs: ['deploy-tools'],
    steps: [
      command('lint', process.execPath, [at('scripts/check-deploy.mjs')]),
    ],
  },
  {
    name: 'unit',
    budgetMinutes: 20,
    what: "rules, stores, engine and pages, on SQLite and PostgreSQL; the sandbox's AWS against moto",
    needs: ['postgres', 'moto'],
    steps: [{ jest: true, cwd: root, repo: true, args: [] }],
  },
  {
    name: 'mutation-changed',
    budgetMinutes: 6,
    what: 'the rules that changed, broken in one place at a time, against the tests beside them',
    steps: [
      command('mutation', process.execPath, [
        at('scripts/mutation.mjs'),
        '--changed',
      ]),
    ],
  },
  {
    name: 'mutation',
    long: true,
    budgetMinutes: 60,
    what: 'the same with every rule',
    steps: [
      command('mutation', process.execPath, [at('scripts/mutation.mjs')]),
    ],
  },
  {
    name: 'workflow',
    budgetMinutes: 5,
    what: "the GitHub workflow's script against a portal on the sandbox, with tokens of a test issuer",
    steps: [
      jest('e2e/workflow', ['--testMatch', '**/*.workflow.ts', '--runInBand']),
    ],
  },
  {
    name: 'fleet',
    budgetMinutes: 8,
    what: 'every system of the fleet against what was written of it by hand',
    steps: [jest('e2e/fleet', ['--testMatch', '**/*.fleet.ts', '--runInBand'])],
  },
  {
    name: 'control-plane',
    budgetMinutes: 25,
    what: 'real Kubernetes: contract, drain, placement, assess, migrate, undo',
    needs: ['control-plane'],
    steps: [
      jest('e2e/control-plane', ['--testMatch', '**/*.real.ts', '--runInBand']),
    ],
  },
  {
    name: 'published',
    budgetMinutes: 25,
    what: "assess and migrate of other projects' manifests, which are not copied into this one",
    needs: ['control-plane', 'manifests'],
    // What e2e/control-plane/fixtures holds is asked of every machine.
    optional: true,
    steps: [
      jest('e2e/control-plane', [
        '--testMatch',
        '**/*.published.ts',
        '--runInBand',
      ]),
    ],
  },
  {
    name: 'portal',
    budgetMinutes: 12,
    what: 'the portal in Chromium, as a new user uses it',
    needs: ['chromium'],
    steps: [
      jest('e2e/portal', ['--testMatch', '**/*.browser.ts', '--runInBand']),
    ],
  },
  {
    name: 'shots',
    long: true,
    budgetMinutes: 45,
    what: 'every state that a page can be in, light and dark, wide and narrow, by axe; and by keyboard alone',
    needs: ['chromium'],
    steps: [
      jest('e2e/portal', ['--testMatch', '**/*.shots.ts', '--runInBand']),
    ],
  },
  {
    name: 'chaos-short',
    budgetMinutes: 12,
    what: 'three backends on one database, killed and frozen while three runs are at work',
    needs: ['postgres'],
    steps: [
      jest('e2e/chaos', ['--testMatch', '**/*.short.chaos.ts', '--runInBand']),
    ],
  },
  {
    name: 'chaos',
    long: true,
    budgetMinutes: 45,
    what: 'the same with twenty runs and twenty kills or more',
    needs: ['postgres'],
    steps: [
      jest('e2e/chaos', ['--testMatch', '**/*.full.chaos.ts', '--runInBand']),
    ],
  },
  {
    name: 'bad-input',
    budgetMinutes: 10,
    what: 'what the product says to bad input in catalog, access, inventories, clusters and buckets, on the page, in the API and in the log',
    needs: ['postgres', 'chromium'],
    steps: [
      badInput('**/{access,backup,catalog,clusterState,inventory}.bad.ts'),
    ],
  },
  {
    name: 'bad-input-all',
    long: true,
    budgetMinutes: 40,
    what: 'the same, with drains that go wrong, a lost database, the search for secrets, and a hundred thousand pods',
    needs: ['postgres', 'chromium'],
    steps: [badInput('**/*.bad.ts'), badInput('**/*.huge.ts', 'huge')],
  },
  {
    name: 'faults',
    budgetMinutes: 10,
    what: 'each mutating call with one fault, and a witness that names what a broken product does',
    steps: [
      jest('e2e/faults', ['--testMatch', '**/*.faults.ts', '--maxWorkers=2']),
    ],
  },
  {
    name: 'fault-matrix',
    long: true,
    budgetMinutes: 120,
    what: 'every mutating call against every fault',
    steps: [
      jest('e2e/faults', ['--testMatch', '**/*.full.ts', '--maxWorkers=2']),
    ],
  },
];

const parts = {};
const stops = [];
const obtain = {
  async postgres() {
    const postgres = await startPostgres();
    if (!postgres)
      return 'PostgreSQL is not installed (Debian: apt-get install postgresql)';
    stops.push(() => postgres.stop());
    parts.env = {
      ...parts.env,
      [`BACKSTAGE_TEST_DATABASE_POSTGRES${postgres.version}_CONNECTION_STRING`]:
        postgres.url,
      TEST_POSTGRES_URL: postgres.url,
      TEST_POSTGRES_ID: `POSTGRES_${postgres.version}`,
    };
    return undefined;
  },
  async moto() {
    const moto = await startMoto();
    if (!moto)
      return 'moto could not be installed (needs python3 with venv and a package index)';
    stops.push(() => moto.stop());
    parts.env = { ...parts.env, MOTO_URL: moto.url };
    return undefined;
  },
  async 'deploy-tools'() {
    return deployTools()
      ? undefined
      : 'cfn-lint, hclfmt, hcl2json and actionlint could not be installed (needs python3 with venv, Go, and their package indices)';
  },
  async chromium() {
    const chromium = findChromium();
    if (!chromium)
      return 'Chromium is not installed (Debian: apt-get install chromium)';
    parts.env = { ...parts.env, CHROMIUM: chromium };
    return undefined;
  },
  async manifests() {
    const folder = process.env.MANIFESTS ?? at('../shared/data/manifests');
    return fs.existsSync(folder)
      ? undefined
      : `${folder} is not there; MANIFESTS names the folder of what e2e/control-plane/expectations/published speaks of`;
  },
  async 'control-plane'() {
    // Builds what is missing with Go; minutes the first time, nothing after that.
    const go = spawnSync('go', ['version'], { encoding: 'utf8' });
    if (go.status !== 0 && !process.env.KUBEBUILDER_ASSETS) {
      return 'neither Go nor KUBEBUILDER_ASSETS is there, so no control plane can be had';
    }
    if (!ci && !full && process.env.CONTROL_PLANE !== '1') {
      return 'set CONTROL_PLANE=1 to build and use a real control plane (about 15 minutes the first time)';
    }
    const code = await run(
      process.execPath,
      [at('e2e/control-plane/bin/control-plane.mjs'), 'build'],
      {
        cwd: root,
        stdio: ['ignore', 2, 2],
      },
    );
    return code === 0
      ? undefined
      : `building the control plane failed (exit ${code})`;
  },
};
const obtained = new Map();
/** Each part is obtained once, however many suites ask for it at the same time. */
function have(need) {
  if (!obtained.has(need))
    obtained.set(
      need,
      obtain[need]().catch(error => String(error)),
    );
  return obtained.get(need);
}

function testFiles(suite) {
  let count = 0;
  for (const step of suite.steps) {
    if (!step.jest) count += 1;
    else if (!step.repo && fs.existsSync(step.cwd)) {
      const ending = step.args[1].replace('**/*', '');
      count += fs
        .readdirSync(step.cwd, { recursive: true })
        .filter(f => f.endsWith(ending) && !f.includes('node_modules')).length;
    }
  }
  return count;
}

const totals = { passed: 0, failed: 0 };
const lines = [];
const skipped = [];

function isAsked(suite) {
  if (only) return only.includes(suite.name);
  if (!suite.long || full) return true;
  skipped.push([suite, 'long: npm run test:full runs it']);
  return false;
}

/** Runs one suite with its output on `out`, a file descriptor. */
async function runSuite(suite, out) {
  const began = Date.now();
  const missing = [];
  for (const need of suite.needs ?? []) {
    const reason = await have(need);
    if (reason) missing.push(reason);
  }
  // Unit tests run on SQLite alone where there is no PostgreSQL, and on the sandbox alone where there
  // is no moto; the other suites cannot run without their parts.
  if (missing.length > 0 && (ci || suite.name !== 'unit')) {
    if (ci && !suite.optional) {
      totals.failed += 1;
      lines.push(`FAILED  ${suite.name}: ${missing.join('; ')}`);
    } else skipped.push([suite, missing.join('; ')]);
    return;
  }
  if (missing.length > 0)
    skipped.push([
      { ...suite, name: 'a part of unit', steps: [] },
      missing.join('; '),
    ]);
  let passed = 0;
  let failed = 0;
  for (const [index, step] of suite.steps.entries()) {
    fs.writeSync(
      out,
      `\n── ${suite.name}${step.name ? `: ${step.name}` : ''} ──\n`,
    );
    const report = path.join(output, `${suite.name}-${index}.json`);
    const env = {
      ...process.env,
      ...parts.env,
      CI: process.env.CI ?? '',
      // Without Docker the test databases are what we started, or none.
      BACKSTAGE_TEST_DISABLE_DOCKER: '1',
      NODE_OPTIONS: '--max-old-space-size=4096',
    };
    const options = {
      env,
      timeout: suite.budgetMinutes * 60_000,
      stdio: ['ignore', out, out],
    };
    if (!step.jest) {
      const code = await run(step.file, step.args, {
        cwd: step.cwd,
        ...options,
      });
      if (code === 0) passed += 1;
      else {
        failed += 1;
        lines.push(`FAILED  ${suite.name}: ${step.name} ended with ${code}`);
      }
      continue;
    }
    const code = await run(
      bin('backstage-cli'),
      [
        step.repo ? 'repo' : 'package',
        'test',
        '--watchAll=false',
        '--ci',
        '--passWithNoTests=false',
        '--json',
        `--outputFile=${report}`,
        ...(step.repo ? ['--maxWorkers=2'] : []),
        // What hangs must end; what is slow on a busy machine must not fail.
        '--testTimeout=60000',
        ...step.args,
      ],
      { cwd: step.cwd, ...options },
    );
    if (!fs.existsSync(report)) {
      failed += 1;
      lines.push(
        `FAILED  ${suite.name}: ended with ${code} and wrote no report (over ${suite.budgetMinutes} minutes?)`,
      );
      continue;
    }
    const {
      numPassedTests,
      numFailedTests,
      numFailedTestSuites,
      numPendingTests,
    } = JSON.parse(fs.readFileSync(report, 'utf8'));
    passed += numPassedTests;
    // A file that does not even load has no failed test, and has failed.
    const failures = Math.max(
      numFailedTests,
      numFailedTestSuites,
      code === 0 ? 0 : 1,
    );
    failed += failures;
    if (failures)
      lines.push(
        `FAILED  ${suite.name}: ${failures} of ${numPassedTests + failures}`,
      );
    if (numPendingTests)
      skipped.push([
        {
          ...suite,
          name: `${suite.name}: ${numPendingTests} tests`,
          steps: [],
        },
        'marked as skipped in the source',
      ]);
    if (ci && numPendingTests) {
      failed += 1;
      lines.push(
        `FAILED  ${suite.name}: ${numPendingTests} tests were skipped; CI skips none`,
      );
    }
  }
  totals.passed += passed;
  totals.failed += failed;
  const minutes = ((Date.now() - began) / 60_000).toFixed(1);
  lines.push(
    `${failed ? 'failed' : 'passed'}  ${
      suite.name
    }: ${passed} passed, ${failed} failed, ${minutes} of ${
      suite.budgetMinutes
    } minutes`,
  );
}

// Three at a time on two processors, the longest first: most of them wait for the delays of Kubernetes,
// AWS and browsers half of their time. What a suite prints is kept until it ends, so that no two mix
// their lines; where there is but one, it prints as it goes.
const LANES = 3;
const queue = suites
  .filter(isAsked)
  .sort((a, b) => b.budgetMinutes - a.budgetMinutes);
async function lane() {
  for (let suite = queue.shift(); suite; suite = queue.shift()) {
    process.stdout.write(`${suite.name} …\n`);
    const log = path.join(output, `${suite.name}.log`);
    const out = fs.openSync(log, 'w');
    await runSuite(suite, out);
    fs.closeSync(out);
    process.stdout.write(fs.readFileSync(log));
  }
}
if (queue.length === 1) await runSuite(queue[0], 1);
else await Promise.all(Array.from({ length: LANES }, lane));

for (const stop of stops.reverse()) stop();
fs.rmSync(output, { recursive: true, force: true });
process.stdout.write(`\n${lines.join('\n')}\n`);
for (const [suite, why] of skipped) {
  process.stdout.write(
    `skipped  ${suite.name} (${testFiles(suite)} files): ${why}\n`,
  );
}
process.stdout.write(`${totals.passed} passed, ${totals.failed} failed\n`);
process.exit(totals.failed > 0 || totals.passed === 0 ? 1 : 0);
