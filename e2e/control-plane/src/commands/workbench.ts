// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { setTimeout as sleep } from 'node:timers/promises';
import type { FleetInput } from '@internal/sandbox';
import { conditionIs, Node } from '../api/objects';
import { installAutoModeCrds } from '../cluster/autoMode';
import type { Binaries } from '../cluster/binaries';
import { bindClaims } from '../cluster/claims';
import { ControlPlane } from '../cluster/controlPlane';
import { Pending, untilQuiet } from '../cluster/quiet';
import { sizeGroups } from '../cluster/sizing';
import { Applying } from '../manifests/apply';
import { order } from '../manifests/order';
import { NotApplied, readManifests } from '../manifests/read';
import { workloadRequest } from '../manifests/requests';
import { startPortal } from '../portal/portal';
import { Product } from '../product';
import { Aws, startAws } from '../sandbox/aws';

export interface WorkbenchOptions {
  progress: (line: string) => void;
  signal: AbortSignal;
  binaries: Binaries;
  /** What is otherwise about AWS than {@link startAws} makes it. */
  fleet?: (usual: FleetInput) => FleetInput;
}

/** A directory's workloads on a fresh cluster, AWS around it, and the product beside. */
export interface Workbench {
  plane: ControlPlane;
  aws: Aws;
  product: Product;
  notApplied: NotApplied[];
  pendingBefore: Pending[];
}

const quietWithin = 180_000;
export const soakSeconds = 5;

async function untilNodesReady(
  plane: ControlPlane,
  count: number,
  signal: AbortSignal,
): Promise<void> {
  const deadline = Date.now() + 120_000;
  for (;;) {
    const { items } = await plane.api.list<Node>('/api/v1/nodes', {}, signal);
    const ready = items.filter(
      node =>
        conditionIs(node.status?.conditions, 'Ready') &&
        !node.spec.taints?.some(
          taint => taint.key === 'node.kubernetes.io/not-ready',
        ),
    );
    if (ready.length >= count) return;
    if (Date.now() > deadline) {
      throw new Error(
        `${ready.length} of ${count} nodes were Ready after 120 s`,
      );
    }
    await sleep(200, undefined, { signal });
  }
}

/** Builds it up, lets `work` use it, and takes it all down again, whatever happens. */
export async function withWorkbench<T>(
  folder: string,
  { progress, signal, binaries, fleet }: WorkbenchOptions,
  work: (bench: Workbench) => Promise<T>,
): Promise<T> {
  const closers: (() => Promise<unknown> | void)[] = [];
  const background = new AbortController();
  closers.push(() => background.abort());
  try {
    const read = await readManifests(folder);
    const ordered = order(read.manifests);
    const sizing = sizeGroups(
      read.manifests.flatMap(({ object }) => workloadRequest(object) ?? []),
    );
    progress(
      `${read.manifests.length} objects; two groups of ${sizing.nodesPerGroup} × ${sizing.shape.type}`,
    );
    // The API server asks who a token is from the start; AWS knows a moment later.
    const account: { aws?: Aws } = {};
    const plane = await ControlPlane.start({
      binaries,
      signal,
      authenticate: async token => account.aws?.authenticate(token),
    });
    closers.push(() => plane.stop());
    progress(`Kubernetes is up: ${plane.endpoint}`);
    const aws = await startAws({ plane, sizing, progress, fleet });
    account.aws = aws;
    closers.push(() => aws.close());
    const starting = startPortal({
      folder: plane.folder,
      awsEndpoint: aws.endpoint,
      soakSeconds,
      signal,
    });
    // Taken down also when what comes before its first use fails.
    closers.push(() => starting.then(portal => portal.close()).catch(() => {}));
    starting.catch(() => {});

    await untilNodesReady(plane, sizing.nodesPerGroup * 2, signal);
    await bindClaims(plane.api, background.signal, error =>
      progress(`A claim could not be bound: ${error}`),
    );
    if (ordered.needsAutoModeCrds) {
      await installAutoModeCrds(plane.api, plane.data, signal);
    }
    const refused = await new Applying(plane.api, signal).apply(ordered);
    const notApplied = [...read.notApplied, ...refused];
    progress(`applied; ${notApplied.length} not`);
    const pendingBefore = await untilQuiet(plane.api, {
      within: quietWithin,
      signal,
    });
    progress(`quiet; ${pendingBefore.length} not Ready`);
    const portal = await starting;
    progress(`the product is up: ${portal.baseUrl}`);
    return await work({
      plane,
      aws,
      product: new Product(portal.baseUrl, portal.token, signal),
      notApplied,
      pendingBefore,
    });
  } finally {
    for (const close of closers.reverse()) {
      await Promise.resolve(close()).catch(error =>
        progress(`not everything stopped: ${error}`),
      );
    }
  }
}
