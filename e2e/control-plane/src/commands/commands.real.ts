// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import Ajv2020 from 'ajv/dist/2020';
import schema from '../../schema/document.schema.json';
import { Binaries, findBinaries } from '../cluster/binaries';
import type { Document } from '../document';
import { assess } from './assess';
import { migrate } from './migrate';

jest.setTimeout(420_000);

const validate = new Ajv2020({ strictTypes: false }).compile(schema);

/** A workload that nothing is wrong with, under a budget that lets one pod go at a time. */
const sound = `
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: shop}
spec:
  replicas: 3
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers:
      - name: web
        image: never/pulled
        readinessProbe: {httpGet: {port: 80}}
        resources: {requests: {cpu: 100m, memory: 64Mi}}
---
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: {name: web, namespace: shop}
spec: {maxUnavailable: 1, selector: {matchLabels: {app: web}}}
---
`;

/** Sound but for a budget that never lets a pod go. */
const stuck = sound
  .replaceAll('web', 'stuck')
  .replace('maxUnavailable: 1', 'maxUnavailable: 0');

const bare = `
apiVersion: v1
kind: Pod
metadata: {name: bare, namespace: shop}
spec:
  containers:
  - name: c
    image: never/pulled
    readinessProbe: {httpGet: {port: 80}}
    resources: {requests: {cpu: 100m, memory: 64Mi}}
---
`;

describe('the control-plane commands', () => {
  let folder: string;
  let binaries: Binaries;

  beforeAll(async () => {
    binaries = await findBinaries();
    folder = await fs.mkdtemp(path.join(os.tmpdir(), 'manifests-'));
  });
  afterAll(() => fs.rm(folder, { recursive: true, force: true }));

  const write = (text: string) =>
    fs.writeFile(path.join(folder, 'all.yaml'), text);

  const options = () => ({
    progress: () => {},
    signal: AbortSignal.timeout(400_000),
    binaries,
  });

  const printed = (document: Document) => {
    const value = JSON.parse(JSON.stringify(document));
    return { valid: validate(value), errors: validate.errors };
  };
  const valid = { valid: true, errors: null };

  const ofWorkloads = (document: Document) =>
    document.findings
      .filter(each => each.subject.kind && each.severity === 'blocker')
      .map(
        ({ code, subject }) =>
          `${code} ${subject.kind} ${subject.namespace}/${subject.name}`,
      )
      .sort();

  it('assess finds the budget that blocks and the bare pod, and blames nothing else', async () => {
    await write(sound + stuck + bare);
    const document = await assess({ folder }, options());
    expect(printed(document)).toEqual(valid);
    expect(ofWorkloads(document)).toEqual([
      'WL-01 Deployment shop/stuck',
      'WL-04 Pod shop/bare',
    ]);
    expect(document).toMatchObject({ verdict: 'blocked', notApplied: [] });
  });

  it('migrate changes nothing where something blocks', async () => {
    await write(sound + stuck);
    const document = await migrate(
      { folder, accept: [], until: 'retire', undoAfter: undefined },
      options(),
    );
    expect(printed(document)).toEqual(valid);
    expect(document).toMatchObject({
      run: { state: 'blocked', steps: [], blockedBy: [{ code: 'WL-01' }] },
      evictions: { accepted: 0, refused: 0, forced: 0 },
      backup: { state: 'none' },
    });
  });

  it('migrate moves a sound workload without a violation or a loss, until the groups are retired', async () => {
    await write(sound);
    const document = await migrate(
      { folder, accept: [], until: 'retire', undoAfter: undefined },
      options(),
    );
    expect(printed(document)).toEqual(valid);
    expect(document).toMatchObject({
      run: { state: 'done', blockedBy: [] },
      backup: { state: 'verified' },
      evictions: { accepted: 3, forced: 0 },
      pdbViolations: 0,
      podsLost: 0,
      podsMoved: 3,
      nodesBefore: 6,
      details: { lost: [], violations: [] },
    });
    expect(document.nodesAfter).toBeLessThan(6);
  });

  it('undo leaves no difference', async () => {
    await write(sound);
    const document = await migrate(
      { folder, accept: [], until: 'drain', undoAfter: 'drain' },
      options(),
    );
    expect(printed(document)).toEqual(valid);
    expect(document).toMatchObject({
      undo: { state: 'undone', differences: [] },
      pdbViolations: 0,
      podsLost: 0,
    });
  });
});
