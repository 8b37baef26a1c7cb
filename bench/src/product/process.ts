// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

// The product's backend with a catalog in memory, in a process of its own; what it takes of memory
// and of the event loop is told to its parent.
import { readFileSync } from 'node:fs';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { createBackend } from '@backstage/backend-defaults';
import { InMemoryCatalogClient } from '@backstage/catalog-client/testUtils';
import { createServiceFactory } from '@backstage/backend-plugin-api';
import { catalogServiceRef } from '@backstage/plugin-catalog-node';

const MB = 2 ** 20;

/**
 * Peak resident memory and stalls of the event loop, from now on. A stall is the time between two
 * turns of the loop; beside it stands how much of a stall this thread itself worked, which tells a
 * long task from a machine on which others took the processor.
 */
function watch() {
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  const before = { cpu: process.cpuUsage(), rss: process.memoryUsage.rss() };
  let rssPeak = before.rss;
  const sampling = setInterval(() => {
    rssPeak = Math.max(rssPeak, process.memoryUsage.rss());
  }, 100);
  const worked = () => {
    const { user, system } = process.threadCpuUsage();
    return (user + system) / 1000;
  };
  let last = worked();
  let ownMax = 0;
  const turns = setInterval(() => {
    const now = worked();
    ownMax = Math.max(ownMax, now - last);
    last = now;
  }, 2);
  sampling.unref();
  turns.unref();
  return () => {
    const cpu = process.cpuUsage(before.cpu);
    return {
      rssAtStartMb: Math.round(before.rss / MB),
      rssPeakMb: Math.round(rssPeak / MB),
      stallMaxMs: Math.round(delay.max / 1e5) / 10,
      stallP99Ms: Math.round(delay.percentile(99) / 1e5) / 10,
      stallOwnMaxMs: Math.round(ownMax * 10) / 10,
      cpuSeconds: Math.round((cpu.user + cpu.system) / 1e5) / 10,
    };
  };
}

async function main(): Promise<void> {
  const file = process.env.BENCH_CATALOG ?? '';
  const catalog = new InMemoryCatalogClient({
    entities: JSON.parse(readFileSync(file, 'utf8')),
  });
  const backend = createBackend();
  backend.add(
    createServiceFactory({
      service: catalogServiceRef,
      deps: {},
      factory: () => catalog,
    }),
  );
  backend.add(import('@eks-auto-mode/backstage-plugin-eks-auto-mode-backend'));
  await backend.start();
  const figures = watch();
  process.on('message', () => process.send?.({ figures: figures() }));
  process.once('disconnect', () => process.exit(0));
  process.send?.({ started: true });
}

main().catch(error => {
  process.stderr.write(
    `${error instanceof Error ? error.stack : String(error)}\n`,
  );
  process.exit(1);
});
