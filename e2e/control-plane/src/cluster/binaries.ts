// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { createHash } from 'node:crypto';
import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { NotFoundError } from '@backstage/errors';
import { runToEnd } from '../process/run';
import { DataFile, dataFiles, Program, programs, versions } from './versions';

/** Where each program and data file lies. */
export interface Binaries {
  programs: Record<Program, string>;
  data: Record<DataFile, string>;
}

const moduleFolder = path.join(
  path.dirname(require.resolve('@internal/control-plane/package.json')),
  'binaries',
);

/** Karpenter is ours, so no folder of anybody else can hold it; the rest may come from `setup-envtest`. */
const ours: readonly Program[] = ['karpenter'];

async function isFile(file: string): Promise<boolean> {
  return fs.stat(file).then(
    stat => stat.isFile(),
    () => false,
  );
}

async function digest(files: string[]): Promise<string> {
  const hash = createHash('sha256');
  for (const file of files) {
    hash.update(path.basename(file)).update(await fs.readFile(file));
  }
  return hash.digest('hex').slice(0, 12);
}

/** One folder for each combination of versions, dependencies and platform. */
export async function cacheFolder(env = process.env): Promise<string> {
  const key = [
    versions.kubernetes,
    `kwok-${versions.kwok}`,
    process.platform,
    process.arch,
    await digest(
      ['go.mod', 'go.sum'].map(name => path.join(moduleFolder, name)),
    ),
  ].join('_');
  return path.join(
    env.XDG_CACHE_HOME || path.join(os.homedir(), '.cache'),
    'eks-auto-mode',
    'control-plane',
    key,
  );
}

/** What a program is called in the cache: ours carries the digest of its sources. */
async function cacheName(program: Program): Promise<string> {
  if (!ours.includes(program)) return program;
  const folder = path.join(moduleFolder, program);
  const sources = (await fs.readdir(folder)).sort();
  return `${program}-${await digest(
    sources.map(name => path.join(folder, name)),
  )}`;
}

async function locate(env: NodeJS.ProcessEnv) {
  const cache = await cacheFolder(env);
  const assets = env.KUBEBUILDER_ASSETS;
  const found = new Map<Program, string>();
  for (const program of programs) {
    const candidates = [path.join(cache, await cacheName(program))];
    if (assets && !ours.includes(program)) {
      candidates.unshift(path.join(assets, program));
    }
    for (const candidate of candidates) {
      if (await isFile(candidate)) {
        found.set(program, candidate);
        break;
      }
    }
  }
  const data = new Map<DataFile, string>();
  for (const file of Object.keys(dataFiles) as DataFile[]) {
    const candidate = path.join(cache, file);
    if (await isFile(candidate)) data.set(file, candidate);
  }
  return { cache, found, data };
}

/** The programs, or an error that names what is missing and how to get it. */
export async function findBinaries(env = process.env): Promise<Binaries> {
  const { cache, found, data } = await locate(env);
  const missing = [
    ...programs.filter(program => !found.has(program)),
    ...(Object.keys(dataFiles) as DataFile[]).filter(file => !data.has(file)),
  ];
  if (missing.length > 0) {
    throw new NotFoundError(
      `The control plane lacks ${missing.join(', ')} (looked in ${
        env.KUBEBUILDER_ASSETS ? `${env.KUBEBUILDER_ASSETS} and ` : ''
      }${cache}). Build them with: npm run -s control-plane -- build`,
    );
  }
  return {
    programs: Object.fromEntries(found) as Record<Program, string>,
    data: Object.fromEntries(data) as Record<DataFile, string>,
  };
}

function packageOf(program: Program): string {
  switch (program) {
    case 'etcd':
      return 'go.etcd.io/etcd/server/v3';
    case 'karpenter':
      return './karpenter';
    default:
      return `k8s.io/kubernetes/cmd/${program}`;
  }
}

/** Kubernetes takes its version from the linker; without it everything says v0.0.0. */
function linkerFlags(): string {
  const [major, minor] = versions.kubernetes.slice(1).split('.');
  const variable = 'k8s.io/component-base/version.git';
  return [
    '-s -w',
    `-X ${variable}Version=${versions.kubernetes}`,
    `-X ${variable}Major=${major}`,
    `-X ${variable}Minor=${minor}`,
  ].join(' ');
}

/** Holds a folder for one builder at a time; a lock whose holder is gone is taken over. */
async function withLock<T>(folder: string, work: () => Promise<T>): Promise<T> {
  const lock = path.join(folder, '.building');
  for (;;) {
    try {
      await fs.writeFile(lock, String(process.pid), { flag: 'wx' });
      break;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      const holder = Number(await fs.readFile(lock, 'utf8').catch(() => '0'));
      const alive = holder > 0 && isAlive(holder);
      if (!alive) await fs.rm(lock, { force: true });
      await new Promise(resolve => setTimeout(resolve, alive ? 1000 : 100));
    }
  }
  try {
    return await work();
  } finally {
    await fs.rm(lock, { force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

async function buildProgram(
  program: Program,
  cache: string,
  signal?: AbortSignal,
): Promise<void> {
  const staging = await fs.mkdtemp(path.join(cache, '.staging-'));
  try {
    const common = { cwd: moduleFolder, signal };
    if (program === 'kwok') {
      // kwok wants other versions of Kubernetes' libraries than the module here, so it is built by itself.
      await runToEnd(
        'go',
        ['install', `sigs.k8s.io/kwok/cmd/kwok@${versions.kwok}`],
        { ...common, env: { CGO_ENABLED: '0', GOBIN: staging } },
      );
    } else {
      await runToEnd(
        'go',
        [
          'build',
          '-trimpath',
          '-ldflags',
          linkerFlags(),
          '-o',
          path.join(staging, program),
          packageOf(program),
        ],
        { ...common, env: { CGO_ENABLED: '0' } },
      );
    }
    await fs.rename(
      path.join(staging, program),
      path.join(cache, await cacheName(program)),
    );
  } finally {
    await fs.rm(staging, { recursive: true, force: true });
  }
}

/** Builds whatever neither `KUBEBUILDER_ASSETS` nor the cache has; about a quarter of an hour from nothing. */
export async function buildBinaries(
  progress: (line: string) => void,
  signal?: AbortSignal,
  env = process.env,
): Promise<Binaries> {
  const cache = await cacheFolder(env);
  await fs.mkdir(cache, { recursive: true });
  return withLock(cache, async () => {
    const { found, data } = await locate(env);
    for (const program of programs.filter(each => !found.has(each))) {
      progress(`building ${program} …`);
      await buildProgram(program, cache, signal);
    }
    const files = (Object.keys(dataFiles) as DataFile[]).filter(
      file => !data.has(file),
    );
    if (files.length > 0) {
      const listed = await runToEnd(
        'go',
        ['list', '-m', '-f', '{{.Dir}}', 'sigs.k8s.io/karpenter'],
        { cwd: moduleFolder, signal },
      );
      for (const file of files) {
        const staged = path.join(cache, `.${file}`);
        await fs.writeFile(
          staged,
          await fs.readFile(path.join(listed.stdout.trim(), dataFiles[file])),
        );
        await fs.rename(staged, path.join(cache, file));
      }
    }
    return findBinaries(env);
  });
}
