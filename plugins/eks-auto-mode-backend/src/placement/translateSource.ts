// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type {
  Instance,
  LaunchTemplate,
  NodeClass,
  NodeSelectorRequirement,
  Taint,
} from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { launchedFrom } from '../inventory/launch';
import { capacityOf } from './capacityTypes';
import { autoInstanceType, type AutoInstanceType } from './instanceTypes';
import { instanceIdOf } from './membership';
import { clusterSubnets, sourceSubnets } from './launchSubnets';
import { DEFAULT_DISK_GIB } from './poolObjects';
import { CAPACITY_TYPE, ZONE } from './pools';
import type { Source } from './sources';
import { instancesFor } from './translateInstances';
import { copiedLabels, copiedTaints } from './translateLabels';
import {
  zonesOf,
  type TranslateOptions,
  type TranslateParts,
} from './translateParts';

/** What one source becomes, before those alike are put together. */
export interface Translation {
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
  const launching = source.nodegroup ?? source.groups[0];
  return launching && launchedFrom(launching, templates);
}

function architectureOf(
  source: Source,
  types: readonly string[],
): AutoInstanceType['architecture'] {
  const fromNode = source.nodes
    .map(node => node.metadata.labels?.['kubernetes.io/arch'])
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

/** Pools of Auto Mode have no capacity blocks without a class of their own: on demand takes their place. */
function capacityTypesOf(
  source: Source,
  template: LaunchTemplate | undefined,
  instances: readonly Instance[],
): string[] {
  if (source.nodegroup)
    return [source.nodegroup.capacityType === 'SPOT' ? 'spot' : 'on-demand'];
  const [group] = source.groups;
  const ids = new Set([
    ...(group?.instances ?? []).map(({ id }) => id),
    ...source.nodes.flatMap(node => instanceIdOf(node) ?? []),
  ]);
  const { types } = capacityOf({
    group,
    template,
    instances: instances.filter(({ id }) => ids.has(id)),
  });
  // What people write on their nodes counts where AWS says nothing.
  const labelled = source.nodes.some(
    node => node.metadata.labels?.['node.kubernetes.io/lifecycle'] === 'spot',
  );
  if (types.length === 0) return [labelled ? 'spot' : 'on-demand'];
  return [
    ...new Set(types.map(type => (type === 'spot' ? type : 'on-demand'))),
  ];
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

const same = (a: readonly string[], b: readonly string[]) =>
  a.length === b.length && a.every((entry, index) => entry === b[index]);

/** Own subnets are needed where the class `default` would also use others in the same zones. */
function placeOf(source: Source, parts: TranslateParts) {
  const ofCluster = clusterSubnets(parts);
  const own = sourceSubnets(source, parts);
  const zones = zonesOf(own);
  const byDefault = ofCluster
    .filter(subnet => zones.includes(subnet.availabilityZone))
    .map(subnet => subnet.id)
    .sort();
  const wanted = own.map(subnet => subnet.id).sort();
  return {
    zones,
    all: zonesOf(ofCluster),
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

/** What one source asks of a pool. */
export function translate(
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
  const capacity = capacityTypesOf(source, template, parts.instances);
  const place = placeOf(source, parts);
  const disk = diskOf(source, template);
  const ownDisk = disk.gib > DEFAULT_DISK_GIB || disk.kmsKeyID !== undefined;
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
    ownDisk ||
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
            ...(ownDisk
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
      preferred.some(type => type.accelerator !== undefined),
    ),
    preferredTypes: preferred.map(({ type }) => type),
    maxVcpus:
      source.sizes.max * Math.max(...preferred.map(({ vcpus }) => vcpus)),
    notes,
  };
}
