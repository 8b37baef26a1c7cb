// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type {
  NodeClass,
  NodePool,
} from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import {
  FINAL_BUDGETS,
  HOLDING_BUDGETS,
  diskGiBOf,
  objectName,
  type DisruptionBudget,
} from './poolObjects';
import { AUTO_GROUP, type Pool } from './pools';
import type { Source } from './sources';
import type { TranslateOptions, TranslateParts } from './translateParts';
import { translate, type Translation } from './translateSource';

/**
 * A pool that takes the pods of one or more sources, with the objects that will be created.
 *
 * @alpha
 */
export interface PlannedPool extends Pool {
  origin: 'planned';
  /** Ids of the sources whose pods it takes. */
  sources: string[];
  /** An earlier run made it, just like this: it is not created again. */
  exists: boolean;
  /** Only where the class `default` is not enough. */
  nodeClass?: NodeClass;
  /** What the pool's budgets become when the run releases it. */
  finalBudgets: DisruptionBudget[];
  /** What could not be carried over as it was, and why. */
  notes: string[];
}

/** What has to be equal for two sources to share a pool. */
function signature({
  labels,
  taints,
  requirements,
  nodeClass,
  weight,
}: Translation) {
  return JSON.stringify([labels, taints, requirements, nodeClass, weight]);
}

/** On every object that a run creates. */
const MANAGED_BY = 'app.kubernetes.io/managed-by';
const OURS = 'eks-auto-mode';

/** Room for what Auto nodes keep for themselves and for old and new pods side by side. */
const LIMIT_FACTOR = 2;

/**
 * Makes of each source a pool of Auto Mode that takes its pods: labels, taints, architecture,
 * capacity type, families and sizes, zones and disk. Sources alike share a pool. The pools hold
 * back their own disruption until the run releases them.
 *
 * @alpha
 */
export function translateSources(
  sources: readonly Source[],
  parts: TranslateParts,
  options: TranslateOptions,
): PlannedPool[] {
  const alike = new Map<
    string,
    { source: Source; translation: Translation }[]
  >();
  for (const source of [...sources].sort((a, b) => (a.id < b.id ? -1 : 1))) {
    const translation = translate(source, parts, options);
    const key = signature(translation);
    alike.set(key, [...(alike.get(key) ?? []), { source, translation }]);
  }
  const taken = new Set([
    ...parts.nodePools.map(pool => pool.metadata.name),
    ...parts.nodeClasses.map(nodeClass => nodeClass.metadata.name),
  ]);
  return [...alike.values()].map(members => {
    const planned = (name: string) =>
      plannedPool(
        name,
        members.map(({ source }) => source.id),
        members.map(({ translation }) => translation),
      );
    // A pool that differs from what an earlier run made is counted up: so is the search for it.
    const passed = new Set<string>();
    for (;;) {
      const name = objectName(`migrated-${members[0].source.name}`, passed);
      const pool = planned(name);
      if (isThere(pool, parts)) {
        return { ...pool, exists: true };
      }
      if (!taken.has(name)) {
        taken.add(name);
        return pool;
      }
      passed.add(name);
    }
  });
}

/** What tells pools apart; the rest are defaults of the API and what a run changes. */
function shape({ spec }: NodePool): string {
  const { metadata, spec: template } = spec.template;
  return JSON.stringify([
    Object.entries(metadata?.labels ?? {}).sort(([a], [b]) => (a < b ? -1 : 1)),
    template.nodeClassRef.name,
    (template.requirements ?? []).map(({ key, operator, values }) => [
      key,
      operator,
      values,
    ]),
    (template.taints ?? []).map(({ key, value, effect }) => [
      key,
      value,
      effect,
    ]),
  ]);
}

/** What a run writes into a class; the rest are defaults of the API. */
function classShape(nodeClass: NodeClass): string {
  const { spec } = nodeClass;
  return JSON.stringify([
    spec.role,
    spec.subnetSelectorTerms,
    spec.securityGroupSelectorTerms,
    spec.snatPolicy === 'Disabled',
    diskGiBOf(nodeClass),
    spec.ephemeralStorage?.kmsKeyID,
  ]);
}

/** Whether an earlier run made the pool and its class, just like these, and it is not closed. */
function isThere(pool: PlannedPool, parts: TranslateParts): boolean {
  const { name, nodeClass } = pool;
  const found = parts.nodePools.find(one => one.metadata.name === name);
  return (
    found !== undefined &&
    found.metadata.labels?.[MANAGED_BY] === OURS &&
    found.spec.limits?.cpu !== '0' &&
    shape(found) === shape(pool.nodePool) &&
    (nodeClass === undefined ||
      parts.nodeClasses.some(
        one =>
          one.metadata.name === name &&
          one.metadata.labels?.[MANAGED_BY] === OURS &&
          classShape(one) === classShape(nodeClass),
      ))
  );
}

function plannedPool(
  name: string,
  sources: string[],
  translations: Translation[],
): PlannedPool {
  const [first] = translations;
  const vcpus = translations.reduce((sum, one) => sum + one.maxVcpus, 0);
  const nodePool: NodePool = {
    apiVersion: 'karpenter.sh/v1',
    kind: 'NodePool',
    metadata: { name, labels: { [MANAGED_BY]: OURS } },
    spec: {
      template: {
        ...(Object.keys(first.labels).length
          ? { metadata: { labels: first.labels } }
          : {}),
        spec: {
          nodeClassRef: {
            group: AUTO_GROUP,
            kind: 'NodeClass',
            name: first.nodeClass ? name : 'default',
          },
          requirements: first.requirements,
          ...(first.taints.length ? { taints: first.taints } : {}),
          expireAfter: '336h',
          terminationGracePeriod: '24h',
        },
      },
      limits: { cpu: String(Math.max(8, LIMIT_FACTOR * vcpus)) },
      weight: first.weight,
      disruption: {
        consolidationPolicy: 'WhenEmptyOrUnderutilized',
        consolidateAfter: '30s',
        budgets: HOLDING_BUDGETS,
      },
    },
  };
  return {
    name,
    origin: 'planned',
    nodePool,
    ...(first.nodeClass
      ? {
          nodeClass: {
            apiVersion: 'eks.amazonaws.com/v1',
            kind: 'NodeClass',
            metadata: { name, labels: { [MANAGED_BY]: OURS } },
            spec: first.nodeClass,
          },
        }
      : {}),
    zones: first.zones,
    diskGiB: first.diskGiB,
    preferredTypes: [
      ...new Set(translations.flatMap(one => one.preferredTypes)),
    ],
    sources,
    exists: false,
    finalBudgets: FINAL_BUDGETS,
    notes: [...new Set(translations.flatMap(one => one.notes))],
  };
}
