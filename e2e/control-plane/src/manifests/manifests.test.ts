// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { sizeGroups } from '../cluster/sizing';
import { order } from './order';
import { quantity } from './quantity';
import { parseManifests } from './read';
import { podRequest, workloadRequest } from './requests';

describe('quantities', () => {
  it.each<[string | number, number]>([
    ['100m', 0.1],
    ['1', 1],
    [2, 2],
    ['1.5Gi', 1.5 * 2 ** 30],
    ['128974848', 128974848],
    ['129e6', 129e6],
    ['1E', 1e18],
    ['12k', 12_000],
    ['64Mi', 64 * 2 ** 20],
  ])('%s', (text, expected) => {
    expect(quantity(text)).toBeCloseTo(expected, 9);
  });

  it('refuses what is none', () => {
    expect(() => quantity('1 GB')).toThrow('"1 GB" is not a Kubernetes');
  });
});

const container = (cpu: string, restartPolicy?: string) => ({
  name: 'c',
  ...(restartPolicy && { restartPolicy }),
  resources: { requests: { cpu } },
});

describe('what a pod asks for', () => {
  it('is its containers and sidecars, or its largest init container', () => {
    expect(
      podRequest({ containers: [container('1'), container('500m')] }).cpu,
    ).toBe(1.5);
    expect(
      podRequest({
        containers: [container('1')],
        initContainers: [container('3')],
      }).cpu,
    ).toBe(3);
    expect(
      podRequest({
        containers: [container('1')],
        initContainers: [container('1', 'Always'), container('2')],
      }).cpu,
    ).toBe(3);
    expect(
      podRequest({
        containers: [container('1')],
        overhead: { cpu: '250m' },
      }).cpu,
    ).toBe(1.25);
  });

  it('is the limit where no request stands', () => {
    expect(
      podRequest({
        containers: [{ name: 'c', resources: { limits: { memory: '1Ki' } } }],
      }).memory,
    ).toBe(1024);
  });

  it.each([
    ['Deployment', { replicas: 3 }, 3],
    ['StatefulSet', {}, 1],
    ['DaemonSet', {}, 0],
    ['Job', { parallelism: 4 }, 4],
  ])('a %s', (kind, spec, replicas) => {
    const template = { spec: { containers: [container('1')] } };
    expect(
      workloadRequest({
        apiVersion: 'apps/v1',
        kind,
        metadata: { name: 'x' },
        spec: { ...spec, template },
      }),
    ).toMatchObject({ replicas, perPod: { cpu: 1 } });
  });
});

describe('the two groups', () => {
  const workload = (cpu: number, replicas: number, daemon = false) => ({
    perPod: { cpu, memory: 0, pods: 1 },
    replicas,
    daemon,
  });

  it('have a node in each zone even for nothing', () => {
    expect(sizeGroups([])).toMatchObject({
      nodesPerGroup: 3,
      shape: { type: 'm5.xlarge' },
    });
  });

  it('hold the requests and 30 %', () => {
    // 100 cores and 30 % on 3.92 each: 34 nodes.
    expect(sizeGroups([workload(1, 100)]).nodesPerGroup).toBe(17);
  });

  it('pay for a DaemonSet on every node', () => {
    expect(
      sizeGroups([workload(1, 100), workload(1, 0, true)]).nodesPerGroup,
    ).toBe(23);
  });

  it('are of a type that holds the largest pod', () => {
    expect(sizeGroups([workload(6, 1)]).shape.type).toBe('m5.2xlarge');
  });

  it('count pods, too', () => {
    expect(sizeGroups([workload(0, 580)]).nodesPerGroup).toBe(7);
  });
});

describe('a file of manifests', () => {
  it('gives the objects of its documents and of its lists', () => {
    const { manifests, notApplied } = parseManifests(
      'a.yaml',
      `
apiVersion: v1
kind: List
items:
- apiVersion: v1
  kind: ConfigMap
  metadata: {name: one}
- apiVersion: v1
  kind: SecretList
  items:
  - metadata: {name: two}
---
# nothing
---
apiVersion: v1
kind: ConfigMap
metadata: {name: three}
---
just: text
`,
    );
    expect(
      manifests.map(each => [each.object.kind, each.object.metadata.name]),
    ).toEqual([
      ['ConfigMap', 'one'],
      ['Secret', 'two'],
      ['ConfigMap', 'three'],
    ]);
    expect(notApplied).toEqual([
      {
        file: 'a.yaml',
        message: 'not a Kubernetes object: no apiVersion, kind or name',
      },
    ]);
  });

  it('tells what is not YAML, and keeps the rest', () => {
    const { manifests, notApplied } = parseManifests(
      'a.yaml',
      'a: [1\n---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: x}\n',
    );
    expect(notApplied).toHaveLength(1);
    expect(manifests).toHaveLength(1);
  });
});

describe('the order of applying', () => {
  const manifest = (kind: string, over: object = {}, apiVersion = 'v1') => ({
    file: 'f',
    object: { apiVersion, kind, metadata: { name: kind }, ...over },
  });
  const crd = (group: string) =>
    manifest('CustomResourceDefinition', { spec: { group } });

  it('puts namespaces and CRDs first, webhooks and APIServices last', () => {
    const result = order([
      manifest('APIService'),
      manifest('Deployment'),
      crd('example.com'),
      manifest('ValidatingWebhookConfiguration', {
        webhooks: [{ clientConfig: { url: 'https://somewhere' } }],
      }),
      manifest('Namespace'),
    ]);
    const kinds = (list: { object: { kind: string } }[]) =>
      list.map(each => each.object.kind);
    expect(kinds(result.first)).toEqual([
      'Namespace',
      'CustomResourceDefinition',
    ]);
    expect(kinds(result.middle)).toEqual(['Deployment']);
    expect(kinds(result.last)).toEqual([
      'APIService',
      'ValidatingWebhookConfiguration',
    ]);
    expect(result.notApplied).toEqual([]);
    expect(result.needsAutoModeCrds).toBe(false);
  });

  it('leaves out a webhook to a simulated pod', () => {
    const result = order([
      manifest('MutatingWebhookConfiguration', {
        webhooks: [{ clientConfig: { service: { name: 's' } } }],
      }),
    ]);
    expect(result.last).toEqual([]);
    expect(result.notApplied).toMatchObject([
      { kind: 'MutatingWebhookConfiguration', file: 'f' },
    ]);
  });

  it.each(['karpenter.sh', 'eks.amazonaws.com'])(
    'leaves out a CRD of %s, and lists it',
    group => {
      const result = order([crd(group), crd('karpenter.k8s.aws')]);
      expect(result.first).toHaveLength(1);
      expect(result.notApplied).toHaveLength(1);
      expect(result.needsAutoModeCrds).toBe(true);
    },
  );

  it('brings its CRDs where an object needs them', () => {
    expect(
      order([manifest('NodePool', {}, 'karpenter.sh/v1')]).needsAutoModeCrds,
    ).toBe(true);
  });
});
