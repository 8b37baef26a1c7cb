// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

// A test runner of Stryker for the pure folders: Jest's own `describe`, `it` and `expect`, without the
// rest of Jest, in one process. Our modules are loaded anew for each mutant, so that one in a table at
// the top of a file counts like any other, and nothing that was worked out under one mutant is seen
// by the next. A mutant costs some tens of milliseconds this way.
import fs from 'node:fs';
import Module from 'node:module';
import path from 'node:path';
import { INSTRUMENTER_CONSTANTS } from '@stryker-mutator/api/core';
import { declareClassPlugin, PluginKind } from '@stryker-mutator/api/plugin';
import {
  determineHitLimitReached,
  DryRunStatus,
  MutantRunStatus,
  TestStatus,
} from '@stryker-mutator/api/test-runner';
import { transformSync } from '@swc/core';
import { expect } from 'expect';
import * as circus from 'jest-circus';
import * as mock from 'jest-mock';
import { FOLDERS, SOURCES } from './mutation-files.mjs';

/** What proves a bound of time takes seconds, and no rule is in the committed pages about checks. */
const NOT_RUN = /\/(scale|docs)\.test\.ts$/;

/** What the instrumented code reads and writes. */
const context = {};
globalThis[INSTRUMENTER_CONSTANTS.NAMESPACE] = context;

class InProcessRunner {
  static inject = [];

  /** Which of our modules a test file loads, itself among them. */
  #loads = new Map();
  #events;

  capabilities() {
    return { reloadEnvironment: true };
  }

  init() {
    // Stryker starts us in its copy of the files.
    this.root = path.resolve(SOURCES);
    process.env.NODE_ENV = 'test';
    const { describe, it, test, beforeAll, beforeEach, afterAll, afterEach } =
      circus;
    Object.assign(globalThis, {
      ...{ describe, it, test, beforeAll, beforeEach, afterAll, afterEach },
      expect,
      jest: { fn: mock.fn, spyOn: mock.spyOn },
    });
    const compiled = new Map();
    Module._extensions['.ts'] = (module, file) => {
      if (!compiled.has(file)) compiled.set(file, compile(file));
      module._compile(compiled.get(file), file);
    };
    circus.addEventHandler(event => this.#events?.(event));
    this.testFiles = FOLDERS.flatMap(folder =>
      fs
        .readdirSync(path.join(this.root, folder), { recursive: true })
        .map(name => path.join(this.root, folder, name)),
    )
      .filter(file => file.endsWith('.test.ts') && !NOT_RUN.test(file))
      .sort();
  }

  async dryRun({ files }) {
    delete context.activeMutant;
    context.mutantCoverage = { static: {}, perTest: {} };
    this.#forget();
    const tests = [];
    for (const file of this.testFiles) {
      try {
        this.#load(file);
      } catch (error) {
        return {
          status: DryRunStatus.Error,
          errorMessage: `${file} cannot be loaded: ${error.stack}`,
        };
      }
      if (files && !files.some(one => this.#loads.get(file).has(one))) continue;
      tests.push(...(await this.#run(file)));
    }
    const { mutantCoverage } = context;
    return { status: DryRunStatus.Complete, tests, mutantCoverage };
  }

  async mutantRun({
    activeMutant,
    sandboxFileName,
    testFilter,
    hitLimit,
    mutantActivation,
    disableBail,
  }) {
    const files = testFilter
      ? new Set(testFilter.map(id => path.join(this.root, fileOf(id))))
      : this.#loading(sandboxFileName);
    const only = testFilter && new Set(testFilter);
    this.#forget();
    context.hitLimit = hitLimit;
    context.hitCount = hitLimit === undefined ? undefined : 0;
    let ran = 0;
    for (const file of nearestFirst(files, sandboxFileName)) {
      // What is no constant is mutated for the tests alone, as in a process that has started well.
      if (mutantActivation === 'static') context.activeMutant = activeMutant.id;
      else delete context.activeMutant;
      try {
        this.#load(file);
        context.activeMutant = activeMutant.id;
        const results = await this.#run(file, only, !disableBail);
        ran += results.length;
        const failures = results.filter(
          one => one.status === TestStatus.Failed,
        );
        const timeout = determineHitLimitReached(context.hitCount, hitLimit);
        if (timeout) return { ...timeout, status: MutantRunStatus.Timeout };
        if (failures.length > 0) {
          return {
            status: MutantRunStatus.Killed,
            killedBy: failures.map(one => one.id),
            failureMessage: failures[0].failureMessage,
            nrOfTests: ran,
          };
        }
      } catch (error) {
        return {
          status: MutantRunStatus.Error,
          errorMessage: `${file}: ${error.stack}`,
        };
      } finally {
        delete context.activeMutant;
      }
    }
    return { status: MutantRunStatus.Survived, nrOfTests: ran };
  }

  /** Our own modules; those of packages hold nothing of what is mutated. */
  #forget() {
    for (const file of Object.keys(Module._cache)) {
      if (this.#isOurs(file)) delete Module._cache[file];
    }
  }

  #isOurs(file) {
    return file.startsWith(this.root + path.sep);
  }

  /** Defines the tests of a file, in place of those that were defined. */
  #load(file) {
    circus.resetState();
    delete Module._cache[file];
    new Module(`${file}:tests`).require(file);
    if (this.#loads.has(file)) return;
    const loads = new Set();
    const add = module => {
      if (loads.has(module.filename) || !this.#isOurs(module.filename)) return;
      loads.add(module.filename);
      module.children.forEach(add);
    };
    add(Module._cache[file]);
    this.#loads.set(file, loads);
  }

  /** The test files that load a file. */
  #loading(source) {
    for (const file of this.testFiles) {
      if (!this.#loads.has(file)) this.#load(file);
    }
    return this.testFiles.filter(file => this.#loads.get(file).has(source));
  }

  /** Runs what was defined last, or of it only the named tests, up to the first that fails. */
  async #run(file, only, bail = false) {
    const results = [];
    const ids = new Map();
    const seen = new Map();
    let failed = false;
    this.#events = event => {
      if (event.name === 'test_start') {
        const name = nameOf(event.test);
        const times = (seen.get(name) ?? 0) + 1;
        seen.set(name, times);
        const id = `${path.relative(this.root, file)}: ${name}${
          times > 1 ? ` (${times})` : ''
        }`;
        ids.set(event.test, id);
        if ((bail && failed) || (only && !only.has(id)))
          event.test.mode = 'skip';
        else context.currentTestId = id;
      } else if (event.name === 'test_done') {
        delete context.currentTestId;
        const { test } = event;
        const id = ids.get(test);
        const result = {
          id,
          name: id,
          fileName: file,
          timeSpentMs: test.duration ?? 0,
        };
        failed = test.errors.length > 0 || failed;
        results.push(
          test.errors.length > 0
            ? {
                ...result,
                status: TestStatus.Failed,
                failureMessage: messageOf(test.errors[0]),
              }
            : { ...result, status: TestStatus.Success },
        );
      }
    };
    try {
      const { unhandledErrors } = await circus.run();
      if (unhandledErrors.length > 0)
        throw new Error(String(unhandledErrors[0]));
    } finally {
      this.#events = undefined;
      delete context.currentTestId;
    }
    return results;
  }
}

function compile(file) {
  return transformSync(fs.readFileSync(file, 'utf8'), {
    filename: file,
    swcrc: false,
    module: {
      type: 'commonjs',
      ignoreDynamic: true,
      exportInteropAnnotation: true,
    },
    jsc: { target: 'es2022', parser: { syntax: 'typescript' } },
  }).code;
}

/** The test of the mutated file first, then its neighbours: most mutants live no longer. */
function nearestFirst(files, source) {
  const own = source.replace(/\.ts$/, '.test.ts');
  const folder = path.dirname(source);
  const rank = file =>
    Number(file !== own) + Number(path.dirname(file) !== folder);
  return [...files].sort((a, b) => rank(a) - rank(b));
}

function fileOf(id) {
  return id.slice(0, id.indexOf(': '));
}

function nameOf(test) {
  const names = [test.name];
  for (let block = test.parent; block?.parent; block = block.parent) {
    names.unshift(block.name);
  }
  return names.join(' › ');
}

function messageOf(error) {
  const [first, second] = Array.isArray(error) ? error : [error];
  return String((first ?? second)?.message ?? first ?? second);
}

export const strykerPlugins = [
  declareClassPlugin(PluginKind.TestRunner, 'in-process', InProcessRunner),
];
