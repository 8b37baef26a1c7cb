// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { Basis } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import type { Source } from '../placement/sources';
import { canonicalJson, toJson } from './canonical';
import type { PlanParts } from './planParts';

function taintText(taint: { key: string; value?: string; effect: string }) {
  return `${taint.key}=${taint.value ?? ''}:${taint.effect}`;
}

/** The facts that a plan stands on; pods, prices and durations are not among them. */
export function basisOf(parts: PlanParts, sources: readonly Source[]): Basis {
  const { cluster, clusterRole } = parts;
  return {
    version: cluster.version,
    authenticationMode: cluster.authenticationMode,
    autoMode: {
      compute: cluster.autoMode.compute,
      blockStorage: cluster.autoMode.blockStorage,
      loadBalancing: cluster.autoMode.loadBalancing,
      nodePools: [...cluster.autoMode.nodePools].sort(),
    },
    clusterRole: clusterRole.exists
      ? {
          arn: clusterRole.role.arn,
          trust: clusterRole.role.trust,
          policies: clusterRole.role.attachedPolicies
            .map(policy => policy.arn)
            .sort(),
        }
      : { arn: clusterRole.arn, trust: null, policies: [] },
    subnets: parts.subnets
      .filter(subnet => cluster.network.subnetIds.includes(subnet.id))
      .map(({ id, tags }) => ({ id, tags }))
      .sort((a, b) => (a.id < b.id ? -1 : 1)),
    addons: parts.addons
      .map(({ name, version }) => ({ name, version }))
      .sort((a, b) => (a.name < b.name ? -1 : 1)),
    sources: sources
      .filter(
        ({ type }) =>
          type === 'managed-node-group' || type === 'auto-scaling-group',
      )
      .map(source => ({
        id: source.id,
        sizes: source.sizes,
        labels: source.nodegroup?.labels ?? {},
        taints: (source.nodegroup?.taints ?? []).map(taintText).sort(),
      })),
    nodePools: parts.nodePools.map(pool => pool.metadata.name).sort(),
  };
}

/** Lists of a basis whose items have a name of their own, and what people call them. */
const NAMED: Record<string, string> = {
  subnets: 'id',
  addons: 'name',
  sources: 'id',
};
const WORDS: Record<string, string> = {
  version: 'the Kubernetes version',
  authenticationMode: 'the authentication mode',
  autoMode: 'the switches of Auto Mode',
  clusterRole: 'the cluster role',
  subnets: 'subnet',
  addons: 'add-on',
  sources: 'source',
  nodePools: 'the node pools',
};

/**
 * What differs between the basis of a plan and that of the cluster now, one line each; empty where
 * the plan still stands.
 */
export function basisDrift(planned: Basis, now: Basis): string[] {
  const before = new Map(Object.entries(planned));
  return Object.entries(now).flatMap(([key, value]) => {
    const name: string | undefined = NAMED[key];
    if (name === undefined) {
      const was = canonicalJson(toJson({ value: before.get(key) }));
      return was === canonicalJson(toJson({ value }))
        ? []
        : [`${WORDS[key]}: was ${text(before.get(key))}, is ${text(value)}`];
    }
    return listDrift(WORDS[key], name, before.get(key) ?? [], value);
  });
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function byName(list: unknown, name: string): Map<string, object> {
  return new Map(
    (Array.isArray(list) ? list : []).map((item: object) => [
      String(Reflect.get(item, name)),
      item,
    ]),
  );
}

function listDrift(
  word: string,
  name: string,
  planned: unknown,
  now: unknown,
): string[] {
  const before = byName(planned, name);
  const after = byName(now, name);
  return [...new Set([...before.keys(), ...after.keys()])]
    .sort()
    .flatMap(item => {
      const was = before.get(item);
      const is = after.get(item);
      if (was && is) {
        return canonicalJson(toJson(was)) === canonicalJson(toJson(is))
          ? []
          : [
              `${word} ${item}: was ${JSON.stringify(was)}, is ${JSON.stringify(
                is,
              )}`,
            ];
      }
      return [was ? `${word} ${item} is gone` : `${word} ${item} is new`];
    });
}
