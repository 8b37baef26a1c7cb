// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import fs from 'node:fs';
import path from 'node:path';
import { Pages } from '../world/pages';
import { thePlace } from '../world/place';
import { Portal, until, type Cluster } from '../world/portal';
import { NODES, PODS } from './fleet';
import type { Sample } from './watch';

const PATIENCE_MS = 15 * 60_000;

jest.setTimeout(PATIENCE_MS + 60_000);

const portal = new Portal(thePlace().portal);
const began = Date.now();

function samples(): Sample[] {
  return fs
    .readFileSync(path.join(thePlace().folder, 'watch.ndjson'), 'utf8')
    .split('\n')
    .filter(line => line !== '')
    .map(line => JSON.parse(line));
}

const most = (all: Sample[], of: (one: Sample) => number) =>
  all.reduce((highest, one) => Math.max(highest, of(one)), 0);

describe('a cluster of a hundred thousand pods', () => {
  let cluster: Cluster & { nodes?: number; pods?: number };

  it('is read and judged whole', async () => {
    const before = samples();
    cluster = await until(
      'the cluster is assessed',
      PATIENCE_MS,
      () => portal.cluster('huge'),
      (one): one is Cluster => one.verdict !== undefined,
    );
    const read = Date.now();
    const { unreadParts } = await portal.detail('huge');
    expect(unreadParts).toEqual([]);
    expect(cluster.nodes).toBe(NODES);
    // With what of kube-system runs on every node.
    expect(cluster.pods).toBeGreaterThanOrEqual(PODS);
    const findings = await portal.allFindings('huge');
    expect(findings.length).toBeGreaterThan(0);
    expect(
      findings.filter(({ evidence }) => /^\w*Error\b/.test(evidence)),
    ).toEqual([]);

    // Figures, not bounds: they are the machine's as much as the product's.
    const during = samples().slice(before.length);
    process.stdout.write(
      `${cluster.pods} pods on ${
        cluster.nodes
      } nodes: assessed within ${Math.round((read - began) / 1000)} s; ${
        findings.length
      } findings; resident ${most(
        before,
        one => one.rssMiB,
      )} MiB before, at most ${most(
        during,
        one => one.rssMiB,
      )} MiB; the event loop stood still for ${most(
        during,
        one => one.stallMs,
      )} ms at most\n`,
    );
  });

  it('has a page like any other', async () => {
    const pages = await Pages.open(portal.place);
    try {
      const asked = Date.now();
      await pages.show('huge', ['huge', /NG-|CL-|IAM-|WL-/]);
      process.stdout.write(`its page stood after ${Date.now() - asked} ms\n`);
    } finally {
      await pages.close();
    }
  });
});
