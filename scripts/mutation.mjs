// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

// Mutation testing of the rules: Stryker breaks them in one place at a time, and the tests beside
// them must notice.
//
//   npm run mutation                                  every file of readiness/ and placement/
//   npm run mutation -- readiness/checks/iam          one folder or file
//   npm run mutation -- --changed                     what changed since the last commit or main
//   … --survivors                                     names each mutant that lives
//
// docs/contributors/mutation.md says what is mutated, and what is known of the survivors.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { Stryker } from '@stryker-mutator/core';
import {
  baseOf,
  changedRuleFiles,
  ruleFiles,
  SOURCES,
} from './mutation-files.mjs';

/** Of a hundred mutants so many must be noticed. */
const AT_LEAST = 85;
/** Changed files are mutated a few at a time, for so long; ordinary tests have no more to spare. */
const CHANGED = { seconds: 100, linesAtOnce: 500 };

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const here = name => path.join(root, name);
const print = text => process.stdout.write(`${text}\n`);

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    changed: { type: 'boolean', default: false },
    survivors: { type: 'boolean', default: false },
  },
});

/** One round of Stryker; throws where Stryker itself or a test of the unbroken rules fails. */
function mutate(files) {
  return new Stryker({
    mutate: files.map(file => `${SOURCES}/${file}`),
    plugins: [here('scripts/mutation-runner.mjs')],
    testRunner: 'in-process',
    coverageAnalysis: 'perTest',
    // What is said to people is read by people; the tests hold rules, not wording.
    mutator: { excludedMutations: ['StringLiteral'] },
    concurrency: Math.min(4, os.availableParallelism()),
    // The copy that is mutated holds what these tests read, and is out of sight of other tools.
    tempDirName: 'node_modules/.cache/mutation/sandbox',
    ignorePatterns: ['**', `!${SOURCES}/**`],
    disableTypeChecks: false,
    timeoutMS: 20_000,
    reporters: values.changed ? ['dots'] : ['progress-append-only', 'html'],
    htmlReporter: { fileName: 'node_modules/.cache/mutation/report.html' },
    thresholds: { high: 100, low: AT_LEAST, break: null },
    warnings: { slow: false },
    logLevel: 'warn',
    allowConsoleColors: false,
  }).runMutationTest();
}

const NOTICED = ['Killed', 'Timeout'];
const LIVING = ['Survived', 'NoCoverage'];
const fileOf = mutant =>
  path.relative(here(SOURCES), mutant.fileName).replaceAll(path.sep, '/');

function scoreOf(results) {
  const count = statuses =>
    results.filter(one => statuses.includes(one.status)).length;
  const noticed = count(NOTICED);
  const judged = noticed + count(LIVING);
  return {
    noticed,
    judged,
    survived: count(['Survived']),
    uncovered: count(['NoCoverage']),
    timeouts: count(['Timeout']),
    // A mutant with which the module cannot even be loaded says nothing of the tests.
    invalid: count(['RuntimeError', 'CompileError']),
    percent: judged === 0 ? 100 : (100 * noticed) / judged,
  };
}

function row(name, results) {
  const score = scoreOf(results);
  return [
    name.padEnd(34),
    ...[score.judged, score.noticed, score.survived, score.uncovered]
      .concat(score.timeouts, score.invalid)
      .map(number => String(number).padStart(9)),
    `${score.percent.toFixed(1)} %`.padStart(9),
  ].join('');
}

function printTable(results, keyOf) {
  const groups = Map.groupBy(results, keyOf);
  const heads = ['mutants', 'noticed', 'survived', 'no test', 'timeout'];
  print(
    `\n${''.padEnd(34)}${[...heads, 'invalid', 'score']
      .map(one => one.padStart(9))
      .join('')}`,
  );
  for (const key of [...groups.keys()].sort()) print(row(key, groups.get(key)));
  print(row('all', results));
}

/** Each living mutant on a line, with what it replaces. */
function printSurvivors(results) {
  const brief = text => {
    const line = text.replace(/\s+/g, ' ');
    return line.length > 90 ? `${line.slice(0, 89)}…` : line;
  };
  for (const mutant of results.filter(one => LIVING.includes(one.status))) {
    const { start, end } = mutant.location;
    const lines = fs.readFileSync(mutant.fileName, 'utf8').split('\n');
    const first = lines[start.line - 1].slice(
      start.column - 1,
      start.line === end.line ? end.column - 1 : undefined,
    );
    print(
      `${fileOf(mutant)}:${start.line}:${start.column} ${
        mutant.status === 'NoCoverage' ? 'no test' : 'survived'
      } ${mutant.mutatorName}: ${brief(first)} → ${brief(mutant.replacement)}`,
    );
  }
}

/** Says how it went; whether enough was noticed is the exit code. */
function conclude(results, keyOf, needsMutants) {
  const score = scoreOf(results);
  printTable(results, keyOf);
  const wrong = [];
  if (needsMutants && score.judged === 0) wrong.push('nothing was mutated');
  if (score.percent < AT_LEAST) {
    wrong.push(
      `${score.percent.toFixed(1)} % were noticed, fewer than ${AT_LEAST} %`,
    );
  }
  if (score.invalid > score.judged) {
    wrong.push(`${score.invalid} mutants could not be tried`);
  }
  if (values.survivors || (values.changed && wrong.length > 0)) {
    print('');
    printSurvivors(results);
  }
  print(
    `\n${score.noticed} of ${score.judged} mutants noticed${
      wrong.length > 0 ? `: FAILED, ${wrong.join('; ')}` : ''
    }`,
  );
  process.exitCode = wrong.length > 0 ? 1 : 0;
}

/** Some files at a time, each round of bounded size, while there is time. */
async function mutateChanged() {
  const base = baseOf(root);
  const files = changedRuleFiles(root, base);
  print(`compared with ${base.words}: ${files.length} files of rules changed`);
  if (files.length === 0) return;
  const until = Date.now() + CHANGED.seconds * 1000;
  const results = [];
  let left = files;
  while (left.length > 0 && Date.now() < until) {
    let lines = 0;
    const round = left.filter(file => {
      lines += fs
        .readFileSync(here(`${SOURCES}/${file}`), 'utf8')
        .split('\n').length;
      return lines <= CHANGED.linesAtOnce || file === left[0];
    });
    results.push(...(await mutate(round)));
    left = left.filter(file => !round.includes(file));
  }
  if (left.length > 0) {
    print(
      `after ${CHANGED.seconds} s not mutated: ${left.join(
        ', ',
      )}; npm run mutation -- <file> does it`,
    );
  }
  conclude(results, fileOf, false);
}

// As every other test runs.
process.env.TZ = 'UTC';
process.chdir(root);
if (values.changed) {
  await mutateChanged();
} else {
  const files = ruleFiles(root, positionals);
  if (files.length === 0) {
    throw new Error(`no file of rules is named by ${positionals.join(' ')}`);
  }
  print(`${files.length} files of rules are mutated`);
  conclude(
    await mutate(files),
    positionals.length > 0
      ? fileOf
      : mutant => path.posix.dirname(fileOf(mutant)),
    true,
  );
}
