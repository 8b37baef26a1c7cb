// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { KubernetesSection } from '../fleet';
import type { KubeObject } from '../model';
import {
  accessObjects,
  baseObjects,
  storageObjects,
  wholeObject,
} from './base';
import { AddonVersions, ClusterFacts, systemObjects } from './system';
import { namespaceObjects, repeated } from './workloads';

/** Every object that a cluster of the fleet file starts with, in an order in which they can be created. */
export function seedObjects(
  section: KubernetesSection,
  versions: AddonVersions,
  cluster: ClusterFacts,
): KubeObject[] {
  const whole = section.objects.map(given => wholeObject(given, cluster.name));
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
