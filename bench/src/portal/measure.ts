// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { freePorts } from '@internal/control-plane/src/process/ports';
import { stringify } from 'yaml';
import { z } from 'zod';
import type { BenchContext } from '../bench';
import { builtProduct } from '../product/build';
import { Child } from '../product/child';
import { PLUGIN, postgres, sqlite, type Database } from '../product/database';
import type { PortalOptions } from './options';
import { routes, TARGETS_MS, type Route } from './routes';
import { ACCOUNT, arnOf, nameOf, REGION, seed, TEAMS } from './seed';

const SUBJECT = 'bench';
const WARM_UP = 5;
const PATIENCE_MS = 60_000;
const ready = z.object({ started: z.literal(true) });

/** `eks GET /clusters`: the service stands in the signature. */
function callOf(request: IncomingMessage): string {
  const scope = /Credential=[^/]+\/\d+\/[^/]+\/([^/]+)\//.exec(
    request.headers.authorization ?? '',
  )?.[1];
  return `${scope} ${request.method} ${request.url?.split('?')[0]}`;
}

/** The search for clusters that the catalog lacks goes its own way, whoever looks at a page. */
const DISCOVERY = new Set(['eks GET /clusters', 'sts POST /']);

/** Where AWS would be: everything is refused and counted. */
async function startCounter() {
  let calls = 0;
  const server = createServer((request, response) => {
    if (!DISCOVERY.has(callOf(request))) calls++;
    response.writeHead(403).end();
  });
  await new Promise<void>(resolve =>
    server.listen(0, '127.0.0.1', () => resolve()),
  );
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  return {
    url: `http://127.0.0.1:${port}`,
    calls: () => calls,
    close: () => server.close(),
  };
}

function catalogOf(clusters: number) {
  return [
    ...Array.from({ length: TEAMS }, (_, team) => ({
      apiVersion: 'backstage.io/v1alpha1',
      kind: 'Group',
      metadata: { name: `team-${team}`, namespace: 'default' },
      spec: { type: 'team', children: [] },
    })),
    ...Array.from({ length: clusters }, (_, at) => ({
      apiVersion: 'backstage.io/v1alpha1',
      kind: 'Resource',
      metadata: {
        name: nameOf(at),
        namespace: 'default',
        annotations: {
          'amazonaws.com/arn': arnOf(at),
          'amazonaws.com/account-id': ACCOUNT,
        },
      },
      spec: {
        type: 'kubernetes-cluster',
        owner: `group:default/team-${at % TEAMS}`,
      },
    })),
  ];
}

const round = (ms: number) => Math.round(ms * 10) / 10;

async function time(
  route: Route,
  options: PortalOptions,
  portal: { baseUrl: string; token: string },
  signal: AbortSignal,
) {
  const times: number[] = [];
  let bytes = 0;
  for (let n = 0; n < options.requests + WARM_UP; n++) {
    const cluster = (n * 37) % options.clusters;
    const began = performance.now();
    const answer = await fetch(
      `${portal.baseUrl}/api/${PLUGIN}/v1/${route.path(cluster)}`,
      {
        headers: { authorization: `Bearer ${portal.token}` },
        signal: AbortSignal.any([signal, AbortSignal.timeout(PATIENCE_MS)]),
      },
    ).catch(error => {
      signal.throwIfAborted();
      throw new Error(`${route.name}: no answer: ${error}`);
    });
    const text = await answer.text();
    if (n >= WARM_UP) times.push(performance.now() - began);
    if (!answer.ok)
      throw new Error(`${route.name}: ${answer.status} ${text.slice(0, 300)}`);
    bytes = Math.max(bytes, text.length);
  }
  times.sort((a, b) => a - b);
  const at = (share: number) =>
    round(
      times[Math.min(times.length - 1, Math.ceil(times.length * share) - 1)],
    );
  const p95Ms = at(0.95);
  return {
    page: route.page,
    p50Ms: at(0.5),
    p95Ms,
    maxMs: round(times[times.length - 1]),
    bytes,
    met: p95Ms <= TARGETS_MS[route.page],
  };
}

async function measureOn(
  database: Database,
  file: string,
  folder: string,
  options: PortalOptions,
  { progress, signal }: BenchContext,
) {
  const token = randomBytes(24).toString('hex');
  const aws = await startCounter();
  const start = async (clusters: number) => {
    const [port] = await freePorts(1);
    const baseUrl = `http://127.0.0.1:${port}`;
    const config = {
      app: { baseUrl },
      backend: {
        baseUrl,
        listen: { host: '127.0.0.1', port },
        database: database.config,
        auth: {
          externalAccess: [
            { type: 'static', options: { token, subject: SUBJECT } },
          ],
        },
      },
      eksAutoMode: {
        externalCallers: [{ subject: SUBJECT, acts: ['read'] }],
        environments: [
          {
            name: 'bench',
            accounts: [{ accountId: ACCOUNT, regions: [REGION] }],
          },
        ],
      },
    };
    await writeFile(path.join(folder, 'portal.yaml'), stringify(config), {
      mode: 0o600,
    });
    await writeFile(
      path.join(folder, 'catalog.json'),
      JSON.stringify(catalogOf(clusters)),
    );
    const child = new Child(
      'The product',
      file,
      ['--config', path.join(folder, 'portal.yaml')],
      {
        log: path.join(folder, 'product.log'),
        cwd: folder,
        env: {
          NODE_ENV: 'production',
          LOG_LEVEL: 'warn',
          BENCH_CATALOG: path.join(folder, 'catalog.json'),
          AWS_ENDPOINT_URL: aws.url,
          AWS_REGION: REGION,
          AWS_ACCESS_KEY_ID: 'AKIABENCHPORTAL00000',
          AWS_SECRET_ACCESS_KEY: 'bench-portal-secret',
          AWS_PROFILE: '',
          AWS_CONFIG_FILE: path.join(folder, 'no-aws-config'),
          AWS_SHARED_CREDENTIALS_FILE: path.join(folder, 'no-aws-credentials'),
          AWS_EC2_METADATA_DISABLED: 'true',
        },
      },
    );
    try {
      await child.hear(ready, signal);
    } catch (error) {
      await child.stop();
      throw error;
    }
    return { child, baseUrl, token };
  };
  try {
    progress(`${database.kind}: the product makes its tables`);
    const first = await start(0);
    await first.child.stop();
    progress(`${database.kind}: ${options.clusters} clusters are written`);
    const knex = database.open();
    try {
      await seed(knex, options.clusters, signal);
      await database.settle(knex);
    } finally {
      await knex.destroy();
    }
    progress(`${database.kind}: the routes are asked`);
    const portal = await start(options.clusters);
    try {
      const results: Record<string, Awaited<ReturnType<typeof time>>> = {};
      for (const route of routes)
        results[route.name] = await time(route, options, portal, signal);
      return { routes: results, callsFromViews: aws.calls() };
    } finally {
      await portal.child.stop();
    }
  } finally {
    aws.close();
    await database.drop();
  }
}

export async function measure(
  options: PortalOptions,
  context: BenchContext,
): Promise<object> {
  const built = await builtProduct();
  const folder = await mkdtemp(path.join(tmpdir(), 'bench-portal-'));
  try {
    await writeFile(
      path.join(folder, 'package.json'),
      JSON.stringify({ name: 'portal', version: '0.0.0', private: true }),
    );
    const databaseFolder = path.join(folder, 'db');
    await mkdir(databaseFolder);
    const databases = [
      sqlite(databaseFolder),
      ...(options.postgres ? [postgres(options.postgres)] : []),
    ];
    const on: Record<string, Awaited<ReturnType<typeof measureOn>>> = {};
    for (const database of databases)
      on[database.kind] = await measureOn(
        database,
        built.file,
        folder,
        options,
        context,
      );
    return {
      schema: 'bench-portal/v1',
      clusters: options.clusters,
      requestsPerRoute: options.requests,
      targetsP95Ms: TARGETS_MS,
      on,
    };
  } finally {
    await built.remove();
    await rm(folder, { recursive: true, force: true });
  }
}
