// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

// Which files are mutated: the rules of readiness/ and placement/, and of these perhaps only those
// that changed.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';

/** Where the folders of rules are, from the root. */
export const SOURCES = 'plugins/eks-auto-mode-backend/src';
export const FOLDERS = ['readiness', 'placement'];

/** No rules: tests, what tests share, cases that are tests themselves, and the pages about checks. */
const NO_RULES =
  /\.test\.ts$|\/testing\/|^placement\/cases\/|^readiness\/(docs|unimplemented)\.ts$/;

/** The files of rules, from {@link SOURCES}, under any of the folders or files named. */
export function ruleFiles(root, named) {
  const sources = path.join(root, SOURCES);
  const wanted = named.map(one =>
    path
      .relative(sources, path.resolve(fs.existsSync(one) ? '.' : sources, one))
      .replaceAll(path.sep, '/'),
  );
  return FOLDERS.flatMap(folder =>
    fs
      .readdirSync(path.join(sources, folder), { recursive: true })
      .map(name => `${folder}/${name.replaceAll(path.sep, '/')}`),
  )
    .filter(file => file.endsWith('.ts') && !NO_RULES.test(file))
    .filter(
      file =>
        wanted.length === 0 ||
        wanted.some(one => file === one || file.startsWith(`${one}/`)),
    )
    .sort();
}

function git(root, ...args) {
  const result = spawnSync('git', args, { cwd: root, encoding: 'utf8' });
  return result.status === 0 ? result.stdout.trim() : undefined;
}

/** The commit that a change starts from, and in words which that is. */
export function baseOf(root) {
  const head = git(root, 'rev-parse', 'HEAD');
  const fork = head && git(root, 'merge-base', 'HEAD', 'origin/main');
  if (fork && fork !== head) {
    return { commit: fork, words: `${fork.slice(0, 7)}, where main was left` };
  }
  const before = head && git(root, 'rev-parse', '--verify', '-q', 'HEAD~1');
  if (before) {
    return {
      commit: before,
      words: `${before.slice(0, 7)}, the commit before`,
    };
  }
  return {
    words:
      'nothing, as this copy has no earlier commit: every file counts as changed',
  };
}

/** The files of rules that changed since the base, or whose own test did; most changed first. */
export function changedRuleFiles(root, base) {
  const files = ruleFiles(root, []);
  if (!base.commit) return files;
  const folders = FOLDERS.map(folder => `${SOURCES}/${folder}`);
  const changed = new Map();
  const add = (file, lines) => {
    const rule = path.posix
      .relative(SOURCES, file)
      .replace(/\.test\.ts$/, '.ts');
    changed.set(rule, (changed.get(rule) ?? 0) + lines);
  };
  const numbers = git(
    root,
    ...['diff', '--numstat', '--no-renames', base.commit, '--', ...folders],
  );
  if (numbers === undefined) {
    throw new Error(`git cannot compare with ${base.words}`);
  }
  for (const line of numbers.split('\n').filter(Boolean)) {
    const [added, removed, file] = line.split('\t');
    add(file, Number(added) + Number(removed));
  }
  const untracked = ['ls-files', '--others', '--exclude-standard', '--'];
  for (const file of (git(root, ...untracked, ...folders) ?? '').split('\n')) {
    if (file) add(file, 1);
  }
  return files
    .filter(file => changed.has(file))
    .sort((a, b) => changed.get(b) - changed.get(a));
}
