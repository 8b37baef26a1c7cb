// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type {
  NodeClass,
  NodePool,
} from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import {
  FINAL_BUDGETS,
  HOLDING_BUDGETS,
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
  const sorted = Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify([sorted, taints, requirements, nodeClass, weight]);
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
    'default',
    'system',
    'general-purpose',
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
    const wanted = objectName(`migrated-${members[0].source.name}`, new Set());
    if (isThere(planned(wanted), parts)) {
      return { ...planned(wanted), exists: true };
    }
    const name = objectName(wanted, taken);
    taken.add(name);
    return planned(name);
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

/** Whether an earlier run made the pool, just like this one, and it is not closed. */
function isThere(pool: PlannedPool, parts: TranslateParts): boolean {
  const found = parts.nodePools.find(
    candidate => candidate.metadata.name === pool.name,
  );
  return (
    found !== undefined &&
    found.metadata.labels?.[MANAGED_BY] === OURS &&
    found.spec.limits?.cpu !== '0' &&
    shape(found) === shape(pool.nodePool) &&
    (pool.nodeClass === undefined ||
      parts.nodeClasses.some(
        nodeClass =>
          nodeClass.metadata.name === pool.name &&
          nodeClass.metadata.labels?.[MANAGED_BY] === OURS,
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
