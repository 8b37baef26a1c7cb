// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type {
  InventoryParts,
  LaunchTemplate,
  Node,
  NodeClass,
  NodePool,
  NodeSelectorRequirement,
  Subnet,
  Taint,
} from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import {
  AUTO_INSTANCE_TYPES,
  autoInstanceType,
  categoryOf,
  isAutoFamily,
  splitType,
  type AutoInstanceType,
} from './instanceTypes';
import { AUTO_GROUP, CAPACITY_TYPE, ZONE, type Pool } from './pools';
import {
  builtInPool,
  DEFAULT_DISK_GIB,
  diskGiBOf,
  FINAL_BUDGETS,
  HOLDING_BUDGETS,
  objectName,
  type DisruptionBudget,
} from './poolObjects';
import type { Source } from './sources';
import { copiedLabels, copiedTaints } from './translateLabels';

/** What {@link translateSources} and {@link poolsNow} read beside the sources. @alpha */
export const translateParts = [
  'cluster',
  'subnets',
  'launchTemplates',
  'instanceTypes',
  'nodePools',
  'nodeClasses',
  'daemonSets',
] as const;

/** @alpha */
export type TranslateParts = Pick<
  InventoryParts,
  (typeof translateParts)[number]
>;

/** @alpha */
export interface TranslateOptions {
  /** Name (not ARN) of the role of Auto nodes: NodeClasses need it. */
  nodeRoleName: string;
}

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

/** What one source becomes, before those alike are put together. */
interface Translation {
  labels: Record<string, string>;
  taints: Taint[];
  requirements: NodeSelectorRequirement[];
  nodeClass?: NodeClass['spec'];
  zones: string[];
  diskGiB: number;
  weight: number;
  preferredTypes: string[];
  maxVcpus: number;
  notes: string[];
}

function templateOf(
  source: Source,
  templates: readonly LaunchTemplate[],
): LaunchTemplate | undefined {
  const wanted = source.nodegroup
    ? source.nodegroup.launchTemplate
    : source.groups[0]?.launchTemplate;
  return wanted
    ? templates.find(
        template =>
          (template.id === wanted.id || template.name === wanted.name) &&
          (wanted.version === undefined || template.version === wanted.version),
      ) ??
        templates.find(
          template =>
            template.id === wanted.id || template.name === wanted.name,
        )
    : undefined;
}

function architectureOf(
  source: Source,
  types: readonly string[],
): AutoInstanceType['architecture'] {
  const fromNode = source.nodes
    .map((node: Node) => node.metadata.labels?.['kubernetes.io/arch'])
    .find(value => value !== undefined);
  if (fromNode) {
    return fromNode === 'arm64' ? 'arm64' : 'amd64';
  }
  if (source.nodegroup?.amiType) {
    return /ARM/i.test(source.nodegroup.amiType) ? 'arm64' : 'amd64';
  }
  const known = types.flatMap(type => autoInstanceType(type) ?? []);
  return known.length && known.every(entry => entry.architecture === 'arm64')
    ? 'arm64'
    : 'amd64';
}

/** Families for those that Auto Mode does not have, by what they are for. */
const STAND_INS: Record<string, { amd64: string[]; arm64: string[] }> = {
  c: { amd64: ['c6i', 'c7i'], arm64: ['c6g', 'c7g'] },
  m: { amd64: ['m6i', 'm7i'], arm64: ['m6g', 'm7g'] },
  r: { amd64: ['r6i', 'r7i'], arm64: ['r6g', 'r7g'] },
  t: { amd64: ['t3'], arm64: ['t4g'] },
  a: { amd64: ['m6i', 'm7i'], arm64: ['m6g', 'm7g'] },
  x: { amd64: ['x2idn', 'x2iedn'], arm64: ['x8g'] },
  i: { amd64: ['i4i', 'i3en'], arm64: ['i4g', 'i8g'] },
  d: { amd64: ['d3', 'd3en'], arm64: ['im4gn'] },
  h: { amd64: ['d3', 'd3en'], arm64: ['im4gn'] },
  g: { amd64: ['g4dn', 'g5', 'g6'], arm64: ['g5g'] },
  p: { amd64: ['p3', 'g5'], arm64: ['g5g'] },
};

const LARGER_SIZES = 2;

function sizesOf(family: string): AutoInstanceType[] {
  return AUTO_INSTANCE_TYPES.filter(entry => entry.family === family);
}

/**
 * Families and sizes for a source: its own where Auto Mode has them, and the next two sizes up,
 * because an Auto node keeps more for itself and a pod that filled a node would not fit again.
 */
function instancesFor(
  types: readonly string[],
  architecture: AutoInstanceType['architecture'],
  described: ReadonlyMap<string, number>,
  notes: string[],
): { families: string[]; sizes: string[]; preferred: string[] } {
  const families = new Set<string>();
  const sizes = new Set<string>();
  const preferred = new Set<string>();
  for (const type of types.length ? types : ['m5.large']) {
    const { family, size } = splitType(type);
    const standIns = STAND_INS[categoryOf(family)] ?? STAND_INS.m;
    const chosen = isAutoFamily(family) ? [family] : standIns[architecture];
    if (!isAutoFamily(family)) {
      notes.push(
        `${type}: Auto Mode has no family ${family}; ${chosen.join(
          ', ',
        )} take its place`,
      );
    }
    for (const one of chosen) {
      families.add(one);
      const all = sizesOf(one);
      const vcpus =
        described.get(type) ?? autoInstanceType(type)?.vcpus ?? vcpusOf(size);
      let from = all.findIndex(entry => entry.size === size);
      if (from < 0) {
        from = Math.max(
          0,
          all.findIndex(entry => entry.vcpus >= vcpus),
        );
        if (isAutoFamily(family)) {
          notes.push(
            `${type}: Auto Mode has no size ${size}; ${all[from].size} and up take its place`,
          );
        }
      }
      preferred.add(all[from].type);
      all
        .slice(from, from + LARGER_SIZES + 1)
        .forEach(entry => sizes.add(entry.size));
    }
  }
  return {
    families: [...families].sort(),
    sizes: [...sizes].sort(),
    preferred: [...preferred],
  };
}

function vcpusOf(size: string): number {
  const many = /^(\d+)xlarge$/.exec(size);
  if (many) {
    return Number(many[1]) * 4;
  }
  return size === 'xlarge' ? 4 : 2;
}

function capacityOf(source: Source): string[] {
  const spot =
    source.nodegroup?.capacityType === 'SPOT' ||
    (!source.nodegroup &&
      source.nodes.some(
        node =>
          node.metadata.labels?.['node.kubernetes.io/lifecycle'] === 'spot',
      ));
  return [spot ? 'spot' : 'on-demand'];
}

function diskOf(
  source: Source,
  template: LaunchTemplate | undefined,
): { gib: number; kmsKeyID?: string } {
  const volumes = template?.blockDevices ?? [];
  const kmsKeyID = volumes.find(volume => volume.kmsKeyId)?.kmsKeyId;
  return {
    gib: Math.max(
      DEFAULT_DISK_GIB,
      source.nodegroup?.diskSize ?? 0,
      ...volumes.map(volume => volume.volumeSize ?? 0),
    ),
    ...(kmsKeyID ? { kmsKeyID } : {}),
  };
}

function zonesOf(subnets: readonly Subnet[]): string[] {
  return [...new Set(subnets.map(subnet => subnet.availabilityZone))].sort();
}

const same = (a: readonly string[], b: readonly string[]) =>
  a.length === b.length && a.every((entry, index) => entry === b[index]);

/** Own subnets are needed where the class `default` would also use others in the same zones. */
function placeOf(source: Source, parts: TranslateParts) {
  const clusterSubnets = parts.subnets.filter(subnet =>
    parts.cluster.network.subnetIds.includes(subnet.id),
  );
  const ids = source.nodegroup
    ? source.nodegroup.subnetIds
    : [...new Set(source.groups.flatMap(group => group.subnetIds))];
  const own = parts.subnets.filter(subnet => ids.includes(subnet.id));
  if (own.length === 0) {
    return { zones: zonesOf(clusterSubnets), all: zonesOf(clusterSubnets) };
  }
  const zones = zonesOf(own);
  const byDefault = clusterSubnets
    .filter(subnet => zones.includes(subnet.availabilityZone))
    .map(subnet => subnet.id)
    .sort();
  const wanted = own.map(subnet => subnet.id).sort();
  return {
    zones,
    all: zonesOf(clusterSubnets),
    ...(same(wanted, byDefault) ? {} : { subnetIds: wanted, own }),
  };
}

/** On-demand before spot, amd64 before arm64, plain nodes before those with accelerators. */
function weightOf(
  architecture: string,
  capacity: readonly string[],
  accelerated: boolean,
): number {
  return (
    60 -
    (architecture === 'arm64' ? 10 : 0) -
    (capacity.includes('on-demand') ? 0 : 20) -
    (accelerated ? 25 : 0)
  );
}

function snatDisabled(parts: TranslateParts): boolean {
  return parts.daemonSets.some(
    daemonSet =>
      daemonSet.metadata.name === 'aws-node' &&
      daemonSet.metadata.namespace === 'kube-system' &&
      daemonSet.spec.template.spec.containers.some(container =>
        (container.env ?? []).some(
          ({ name, value }) =>
            name === 'AWS_VPC_K8S_CNI_EXTERNALSNAT' && value === 'true',
        ),
      ),
  );
}

function translate(
  source: Source,
  parts: TranslateParts,
  options: TranslateOptions,
): Translation {
  const notes: string[] = [];
  const template = templateOf(source, parts.launchTemplates);
  const types = source.instanceTypes.length
    ? source.instanceTypes
    : [template?.instanceType].flatMap(type => type ?? []);
  const architecture = architectureOf(source, types);
  const described = new Map(
    parts.instanceTypes.map(entry => [entry.type, entry.vcpus]),
  );
  const { families, sizes, preferred } = instancesFor(
    types,
    architecture,
    described,
    notes,
  );
  const capacity = capacityOf(source);
  const place = placeOf(source, parts);
  const disk = diskOf(source, template);
  const securityGroups = (template?.securityGroupIds ?? []).filter(
    id => id !== parts.cluster.network.clusterSecurityGroupId,
  );
  const requirements: NodeSelectorRequirement[] = [
    { key: 'kubernetes.io/arch', operator: 'In', values: [architecture] },
    { key: CAPACITY_TYPE, operator: 'In', values: capacity },
    {
      key: 'eks.amazonaws.com/instance-family',
      operator: 'In',
      values: families,
    },
    { key: 'eks.amazonaws.com/instance-size', operator: 'In', values: sizes },
  ];
  if (!same(place.zones, place.all)) {
    requirements.push({ key: ZONE, operator: 'In', values: place.zones });
  }
  const externalSnat = snatDisabled(parts);
  const ownClass =
    place.subnetIds !== undefined ||
    securityGroups.length > 0 ||
    disk.gib > DEFAULT_DISK_GIB ||
    disk.kmsKeyID !== undefined ||
    externalSnat;
  if (place.own?.some(subnet => subnet.public && !subnet.mapPublicIpOnLaunch)) {
    notes.push(
      'a public subnet that gives no public addresses leaves nodes without a way out unless it has another route',
    );
  }
  const clusterGroup = parts.cluster.network.clusterSecurityGroupId;
  return {
    labels: copiedLabels(source, notes),
    taints: copiedTaints(source),
    requirements,
    ...(ownClass
      ? {
          nodeClass: {
            role: options.nodeRoleName,
            subnetSelectorTerms: (
              place.subnetIds ?? [...parts.cluster.network.subnetIds].sort()
            ).map(id => ({ id })),
            securityGroupSelectorTerms: [
              ...(clusterGroup ? [clusterGroup] : []),
              ...securityGroups.sort(),
            ].map(id => ({ id })),
            ...(externalSnat ? { snatPolicy: 'Disabled' } : {}),
            ...(disk.gib > DEFAULT_DISK_GIB || disk.kmsKeyID
              ? {
                  ephemeralStorage: {
                    size: `${disk.gib}Gi`,
                    ...(disk.kmsKeyID ? { kmsKeyID: disk.kmsKeyID } : {}),
                  },
                }
              : {}),
          },
        }
      : {}),
    zones: place.zones,
    diskGiB: disk.gib,
    weight: weightOf(
      architecture,
      capacity,
      preferred.some(type => autoInstanceType(type)?.accelerator !== undefined),
    ),
    preferredTypes: preferred,
    maxVcpus:
      source.sizes.max *
      Math.max(...preferred.map(type => autoInstanceType(type)?.vcpus ?? 2)),
    notes,
  };
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

/**
 * The pools of Auto Mode that are there already, and those that EKS brings when it is switched on.
 *
 * @param builtIns - names that the cluster will have; those that exist are taken as they are.
 *
 * @alpha
 */
export function poolsNow(
  parts: Pick<
    TranslateParts,
    'cluster' | 'subnets' | 'nodePools' | 'nodeClasses'
  >,
  builtIns: readonly ('system' | 'general-purpose')[],
): Pool[] {
  const clusterSubnets = parts.subnets.filter(subnet =>
    parts.cluster.network.subnetIds.includes(subnet.id),
  );
  const existing = parts.nodePools
    .filter(pool => pool.spec.template.spec.nodeClassRef.group === AUTO_GROUP)
    .map((nodePool): Pool => {
      const nodeClass = parts.nodeClasses.find(
        candidate =>
          candidate.apiVersion.startsWith(`${AUTO_GROUP}/`) &&
          candidate.metadata.name ===
            nodePool.spec.template.spec.nodeClassRef.name,
      );
      const chosen = subnetsOf(nodeClass, parts.subnets);
      return {
        name: nodePool.metadata.name,
        origin: 'existing',
        nodePool,
        zones: zonesOf(chosen.length ? chosen : clusterSubnets),
        diskGiB: diskGiBOf(nodeClass),
        preferredTypes: [],
      };
    });
  const names = new Set(existing.map(pool => pool.name));
  return [
    ...existing,
    ...builtIns
      .filter(name => !names.has(name))
      .map(name => builtInPool(name, zonesOf(clusterSubnets))),
  ];
}

function subnetsOf(
  nodeClass: NodeClass | undefined,
  subnets: readonly Subnet[],
): Subnet[] {
  const terms = nodeClass?.spec.subnetSelectorTerms ?? [];
  return subnets.filter(subnet =>
    terms.some(
      term =>
        (term.id === undefined || term.id === subnet.id) &&
        Object.entries(term.tags ?? {}).every(
          ([key, value]) =>
            subnet.tags[key] !== undefined &&
            (value === '*' || subnet.tags[key] === value),
        ),
    ),
  );
}
