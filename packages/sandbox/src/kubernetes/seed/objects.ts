// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { KubernetesSection } from '../fleet';
import type { KubeObject } from '../model';
import { isRecord } from '../model';
import { accessObjects, baseObjects, storageObjects } from './base';
import { AddonVersions, ClusterFacts, systemObjects } from './system';
import { namespaceObjects, repeated } from './workloads';

/** Every object that a cluster of the fleet file starts with, in an order in which they can be created. */
export function seedObjects(
  section: KubernetesSection,
  versions: AddonVersions,
  cluster: ClusterFacts,
): KubeObject[] {
  const whole = section.objects.map((given, index): KubeObject => {
    const { apiVersion, kind, metadata } = given;
    if (
      typeof apiVersion !== 'string' ||
      typeof kind !== 'string' ||
      !isRecord(metadata) ||
      typeof metadata.name !== 'string'
    ) {
      throw new Error(
        `objects[${index}] of ${cluster.name} needs apiVersion, kind and metadata.name`,
      );
    }
    return {
      ...given,
      apiVersion,
      kind,
      metadata: { ...metadata, name: metadata.name },
    };
  });
  const first = (o: KubeObject) =>
    [
      'Namespace',
      'CustomResourceDefinition',
      'PriorityClass',
      'StorageClass',
    ].includes(o.kind);
  return [
    ...baseObjects(),
    ...storageObjects(section),
    ...whole.filter(first),
    ...accessObjects(section),
    ...systemObjects(section, versions, cluster),
    ...section.namespaces
      .flatMap(namespace => repeated(namespace, '{n}'))
      .flatMap(namespaceObjects),
    ...whole.filter(o => !first(o)),
  ];
}
