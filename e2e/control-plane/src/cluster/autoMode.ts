// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import fs from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { parse } from 'yaml';
import { KubeApi } from '../api/client';
import { Condition, conditionIs, KubeObject } from '../api/objects';
import { ingressClassParamsCrd } from './ingressClassParamsCrd';
import { nodeClassCrd } from './nodeClassCrd';
import type { DataFile } from './versions';

const crdsPath = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';

interface Crd extends KubeObject {
  status?: { conditions?: Condition[] };
}

/** Waits until the API server serves what these CRDs define. */
export async function untilEstablished(
  api: KubeApi,
  names: string[],
  signal?: AbortSignal,
): Promise<void> {
  const deadline = Date.now() + 60_000;
  for (const name of names) {
    for (;;) {
      const crd = await api.find<Crd>(`${crdsPath}/${name}`, signal);
      if (conditionIs(crd?.status?.conditions, 'Established')) break;
      if (Date.now() > deadline) {
        throw new Error(`CRD ${name} was not Established within 60 s`);
      }
      await sleep(50, undefined, { signal });
    }
  }
}

/** The CRDs that EKS brings when Auto Mode is switched on, as far as compute and Ingresses go. */
export async function installAutoModeCrds(
  api: KubeApi,
  data: Record<DataFile, string>,
  signal?: AbortSignal,
): Promise<void> {
  const files: DataFile[] = [
    'nodepools.yaml',
    'nodeclaims.yaml',
    'nodeoverlays.yaml',
  ];
  const crds: { metadata: { name: string } }[] = [
    nodeClassCrd,
    ingressClassParamsCrd,
    ...(await Promise.all(
      files.map(async file => parse(await fs.readFile(data[file], 'utf8'))),
    )),
  ];
  for (const crd of crds) {
    await api.apply(`${crdsPath}/${crd.metadata.name}`, crd, signal);
  }
  await untilEstablished(
    api,
    crds.map(crd => crd.metadata.name),
    signal,
  );
}

const requirement = (key: string, operator: string, ...values: string[]) => ({
  key,
  operator,
  values,
});

/** The built-in pools (EKS User Guide, set-builtin-node-pools). */
const builtIn = {
  system: {
    arch: ['amd64', 'arm64'],
    taints: [{ key: 'CriticalAddonsOnly', effect: 'NoSchedule' }],
  },
  'general-purpose': { arch: ['amd64'], taints: undefined },
} as const;

export type BuiltInPool = keyof typeof builtIn;

export interface AutoModeOptions {
  nodePools: readonly BuiltInPool[];
  nodeRoleName: string;
  subnetIds: readonly string[];
  securityGroupIds: readonly string[];
}

/** NodeClass `default` exists only while a built-in pool is on (EKS User Guide, create-node-class). */
export async function applyBuiltInPools(
  api: KubeApi,
  options: AutoModeOptions,
  signal?: AbortSignal,
): Promise<void> {
  const classes = '/apis/eks.amazonaws.com/v1/nodeclasses';
  const pools = '/apis/karpenter.sh/v1/nodepools';
  if (options.nodePools.length > 0) {
    const terms = (ids: readonly string[]) =>
      ids.length > 0 ? ids.map(id => ({ id })) : [{ id: 'none' }];
    await api.apply(
      `${classes}/default`,
      {
        apiVersion: 'eks.amazonaws.com/v1',
        kind: 'NodeClass',
        metadata: { name: 'default' },
        spec: {
          role: options.nodeRoleName,
          subnetSelectorTerms: terms(options.subnetIds),
          securityGroupSelectorTerms: terms(options.securityGroupIds),
          snatPolicy: 'Random',
          networkPolicy: 'DefaultAllow',
          ephemeralStorage: { size: '80Gi' },
        },
      },
      signal,
    );
  }
  for (const name of Object.keys(builtIn) as BuiltInPool[]) {
    if (!options.nodePools.includes(name)) {
      await api.remove(`${pools}/${name}`, { signal });
      continue;
    }
    const { arch, taints } = builtIn[name];
    await api.apply(
      `${pools}/${name}`,
      {
        apiVersion: 'karpenter.sh/v1',
        kind: 'NodePool',
        metadata: { name, labels: { 'app.kubernetes.io/managed-by': 'eks' } },
        spec: {
          disruption: {
            budgets: [{ nodes: '10%' }],
            consolidateAfter: '30s',
            consolidationPolicy: 'WhenEmptyOrUnderutilized',
          },
          template: {
            spec: {
              expireAfter: '336h',
              terminationGracePeriod: '24h0m0s',
              nodeClassRef: {
                group: 'eks.amazonaws.com',
                kind: 'NodeClass',
                name: 'default',
              },
              requirements: [
                requirement('karpenter.sh/capacity-type', 'In', 'on-demand'),
                requirement(
                  'eks.amazonaws.com/instance-category',
                  'In',
                  'c',
                  'm',
                  'r',
                ),
                requirement('eks.amazonaws.com/instance-generation', 'Gt', '4'),
                requirement('kubernetes.io/arch', 'In', ...arch),
                requirement('kubernetes.io/os', 'In', 'linux'),
              ],
              ...(taints && { taints }),
            },
          },
        },
      },
      signal,
    );
  }
  if (options.nodePools.length === 0) {
    await api.remove(`${classes}/default`, { signal });
  }
}
