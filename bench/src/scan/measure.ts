// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { randomBytes } from 'node:crypto';
import { mkdtemp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePorts } from '@internal/control-plane/src/process/ports';
import { stringify } from 'yaml';
import { z } from 'zod';
import type { BenchContext } from '../bench';
import { boundSeconds } from './allowed';
import { builtProduct } from '../product/build';
import { compare, type Counted } from './calls';
import { Child } from '../product/child';
import { postgres, sqlite } from '../product/database';
import { portalConfig } from './config';
import { catalogOf, fleetOf, REGION } from './fleet';
import { RATES } from './limits';
import { minimumOf } from './minimum';
import type { ScanOptions } from './options';

const TARGETS = {
  callsRatio: 1.1,
  wallRatio: 1.2,
  rssMb: 400,
  stallMs: 50,
};
const WATCH_MS = 250;
/** Of what could not be read, as much is named. */
const REASONS = 10;
/** Heap that the sandbox may take: 3,000 clusters of 200 pods are some 12 GB. */
const SANDBOX_MB = 1024;
const SANDBOX_MB_A_CLUSTER = 6;

const loader = require.resolve('@backstage/cli/config/nodeTransform.cjs');
const here = path.dirname(require.resolve('@internal/bench/package.json'));

const listening = z.object({ url: z.string() });
const ready = z.object({ started: z.literal(true) });
const counts = z.object({ counted: z.custom<Counted>() });
const measured = z.object({
  figures: z.object({
    rssAtStartMb: z.number(),
    rssPeakMb: z.number(),
    stallMaxMs: z.number(),
    stallP99Ms: z.number(),
    /** Of this thread's own work. */
    stallOwnMaxMs: z.number(),
    cpuSeconds: z.number(),
  }),
});
const clusterPage = z.object({
  items: z.array(
    z.object({
      id: z.string(),
      counts: z.object({ unknown: z.number() }).optional(),
      pods: z.number().optional(),
    }),
  ),
  totalCount: z.number(),
  verdicts: z.record(z.string(), z.number()),
  nextCursor: z.string().optional(),
});

const findingsPage = z.object({
  items: z.array(
    z.object({ code: z.string(), severity: z.string(), evidence: z.string() }),
  ),
});

interface Portal {
  baseUrl: string;
  token: string;
}

async function asked(
  { baseUrl, token }: Portal,
  what: string,
  signal: AbortSignal,
): Promise<unknown> {
  const answer = await fetch(`${baseUrl}/api/eks-auto-mode/v1/${what}`, {
    headers: { authorization: `Bearer ${token}` },
    signal,
  });
  if (!answer.ok)
    throw new Error(
      `The portal answered ${answer.status}: ${await answer.text()}`,
    );
  return answer.json();
}

async function clustersPage(
  portal: Portal,
  query: string,
  signal: AbortSignal,
) {
  return clusterPage.parse(await asked(portal, `clusters?${query}`, signal));
}

/** Waits until every cluster has its assessment; answers when that was. */
async function untilAssessed(
  portal: Portal,
  clusters: number,
  { progress, signal }: BenchContext,
): Promise<{ at: number; verdicts: Record<string, number> }> {
  let told = Date.now();
  for (;;) {
    const page = await clustersPage(portal, 'limit=1', signal);
    const open = page.verdicts.unassessed ?? 0;
    if (page.totalCount === clusters && open === 0)
      return { at: Date.now(), verdicts: page.verdicts };
    if (Date.now() - told > 15_000) {
      told = Date.now();
      progress(`${page.totalCount - open} of ${clusters} clusters assessed`);
    }
    await sleep(WATCH_MS, undefined, { signal });
  }
}

/** What the assessments say they could not read: a scan that skips is no scan. */
async function whatWasRead(portal: Portal, signal: AbortSignal) {
  let unknown = 0;
  let pods = 0;
  const why = new Set<string>();
  let cursor: string | undefined;
  do {
    const page = await clustersPage(
      portal,
      `limit=100${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ''}`,
      signal,
    );
    for (const cluster of page.items) {
      unknown += cluster.counts?.unknown ?? 0;
      pods += cluster.pods ?? 0;
      if (!cluster.counts?.unknown || why.size >= REASONS) continue;
      const { items } = findingsPage.parse(
        await asked(portal, `clusters/${cluster.id}/findings`, signal),
      );
      for (const { code, severity, evidence } of items)
        if (severity === 'unknown')
          why.add(`${cluster.id}: ${code}: ${evidence}`);
    }
    cursor = page.nextCursor;
  } while (cursor);
  return { pods, unknownFindings: unknown, why: [...why].slice(0, REASONS) };
}

const round = (value: number) => Math.round(value * 1000) / 1000;

async function scanOnce(
  clusters: number,
  options: ScanOptions,
  product: { file: string; execArgv: string[] },
  context: BenchContext,
) {
  const { progress, signal } = context;
  const size = { clusters, podsPerCluster: options.podsPerCluster };
  const fleet = fleetOf(size);
  const folder = await mkdtemp(path.join(tmpdir(), 'bench-scan-'));
  const file = (name: string) => path.join(folder, name);
  const children: Child[] = [];
  await mkdir(file('db'));
  const database = options.postgres
    ? postgres(options.postgres)
    : sqlite(file('db'));
  try {
    progress(`${clusters} clusters: the sandbox starts`);
    const sandbox = new Child(
      'The sandbox',
      path.join(here, 'src/scan/sandboxProcess.ts'),
      [String(clusters), String(options.podsPerCluster)],
      {
        log: file('sandbox.log'),
        execArgv: [
          '--require',
          loader,
          `--max-old-space-size=${
            SANDBOX_MB + clusters * SANDBOX_MB_A_CLUSTER
          }`,
        ],
      },
    );
    children.push(sandbox);
    const { url } = await sandbox.hear(listening, signal);

    const [port] = await freePorts(1);
    const token = randomBytes(24).toString('hex');
    await writeFile(
      file('portal.yaml'),
      stringify(
        portalConfig(fleet, { port, database: database.config, token }),
      ),
      { mode: 0o600 },
    );
    await writeFile(
      file('catalog.json'),
      JSON.stringify(catalogOf(fleet, size)),
    );
    await writeFile(
      file('package.json'),
      JSON.stringify({ name: 'portal', version: '0.0.0', private: true }),
    );
    progress(`${clusters} clusters: the product starts`);
    const backend = new Child(
      'The product',
      product.file,
      ['--config', file('portal.yaml')],
      {
        log: file('product.log'),
        execArgv: product.execArgv,
        // Outside of the workspace: there Backstage would first compile every package's config
        // schema with the TypeScript compiler, which stays resident.
        cwd: folder,
        env: {
          NODE_ENV: options.loader ? 'development' : 'production',
          LOG_LEVEL: 'warn',
          BENCH_CATALOG: file('catalog.json'),
          AWS_ENDPOINT_URL: url,
          AWS_REGION: REGION,
          // Nothing of the caller's own AWS set-up may leak in.
          AWS_PROFILE: '',
          AWS_CONFIG_FILE: file('no-aws-config'),
          AWS_SHARED_CREDENTIALS_FILE: file('no-aws-credentials'),
          AWS_EC2_METADATA_DISABLED: 'true',
        },
      },
    );
    children.push(backend);
    await backend.hear(ready, signal);
    const portal = { baseUrl: `http://127.0.0.1:${port}`, token };
    const done = await untilAssessed(portal, clusters, context);
    const { figures } = await backend.ask(measured, signal);
    const { counted } = await sandbox.ask(counts, signal);
    const read = await whatWasRead(portal, signal);
    const log = await readFile(file('product.log'), 'utf8');

    const minimum = minimumOf(fleet, options.podsPerCluster);
    const bound = boundSeconds(minimum.places, RATES);
    const wall = (done.at - (counted.firstAt ?? done.at)) / 1000;
    const calls = compare(counted.calls, minimum.whole);
    const wallRatio = round(wall / bound.seconds);
    return {
      clusters,
      places: fleet.accounts.length,
      read: { ...read, verdicts: done.verdicts },
      calls,
      throttled: counted.throttled,
      wall: {
        seconds: round(wall),
        boundSeconds: round(bound.seconds),
        boundBy: bound.by,
        ratio: wallRatio,
      },
      ...figures,
      warnings: log.split('\n').filter(line => /warn|error/i.test(line)).length,
      met: {
        calls: (calls.ratio ?? Infinity) <= TARGETS.callsRatio,
        wall: wallRatio <= TARGETS.wallRatio,
        rss: figures.rssPeakMb <= TARGETS.rssMb,
        stall: figures.stallMaxMs <= TARGETS.stallMs,
        everythingRead: read.unknownFindings === 0,
      },
    };
  } finally {
    await Promise.all(children.map(child => child.stop()));
    await database.drop();
    if (options.keep) progress(`kept: ${folder}`);
    else await rm(folder, { recursive: true, force: true });
  }
}

type Row = Awaited<ReturnType<typeof scanOnce>>;

/** How calls and time grow with the fleet: 1 is in proportion. */
function slopes(rows: readonly Row[]) {
  return rows.slice(1).map((row, at) => {
    const before = rows[at];
    const growth = Math.log(row.clusters / before.clusters);
    return {
      from: before.clusters,
      to: row.clusters,
      calls: round(Math.log(row.calls.made / before.calls.made) / growth),
      time: round(Math.log(row.wall.seconds / before.wall.seconds) / growth),
    };
  });
}

export async function measure(
  options: ScanOptions,
  context: BenchContext,
): Promise<object> {
  const built = options.loader ? undefined : await builtProduct();
  const product = {
    file: built?.file ?? path.join(here, 'src/product/process.ts'),
    execArgv: [
      ...(options.loader ? ['--require', loader] : []),
      ...(options.heapMb ? [`--max-old-space-size=${options.heapMb}`] : []),
      ...(options.profile
        ? ['--cpu-prof', '--cpu-prof-dir', options.profile]
        : []),
    ],
  };
  try {
    const rows: Row[] = [];
    for (const clusters of options.clusters) {
      rows.push(await scanOnce(clusters, options, product, context));
    }
    return {
      schema: 'bench-scan/v1',
      podsPerCluster: options.podsPerCluster,
      database: options.postgres ? 'PostgreSQL' : 'SQLite',
      /** Without a limit Node lets garbage lie for as long as the machine has room. */
      heapLimitMb: options.heapMb,
      product: options.loader ? 'through the TypeScript loader' : 'built',
      targets: TARGETS,
      rates: RATES,
      rows,
      slopes: slopes(rows),
    };
  } finally {
    await built?.remove();
  }
}
