// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { KubeObject, fieldOf, isRecord } from '../model';
import { Resource, idOf, types } from '../resources';

type Reader = (object: KubeObject) => string;

const at =
  (...path: string[]): Reader =>
  object => {
    const [first, ...rest] = path;
    const found = rest.reduce<unknown>(
      (value, key) => (isRecord(value) ? value[key] : undefined),
      fieldOf(object, first),
    );
    return found === undefined || found === null ? '' : String(found);
  };

const common: Record<string, Reader> = {
  'metadata.name': at('metadata', 'name'),
  'metadata.namespace': at('metadata', 'namespace'),
};

const special: Record<string, Record<string, Reader>> = {
  [idOf(types.pods)]: {
    'spec.nodeName': at('spec', 'nodeName'),
    'spec.restartPolicy': at('spec', 'restartPolicy'),
    'spec.schedulerName': at('spec', 'schedulerName'),
    'spec.serviceAccountName': at('spec', 'serviceAccountName'),
    'spec.hostNetwork': at('spec', 'hostNetwork'),
    'status.phase': at('status', 'phase'),
    'status.podIP': at('status', 'podIP'),
    'status.nominatedNodeName': at('status', 'nominatedNodeName'),
  },
  [idOf(types.nodes)]: {
    'spec.unschedulable': object =>
      at('spec', 'unschedulable')(object) || 'false',
  },
  [idOf(types.namespaces)]: { 'status.phase': at('status', 'phase') },
  [idOf(types.secrets)]: { type: at('type') },
  [idOf(types.jobs)]: { 'status.successful': at('status', 'succeeded') },
  [idOf(types.replicaSets)]: { 'status.replicas': at('status', 'replicas') },
  [idOf(types.events)]: {
    'involvedObject.kind': at('involvedObject', 'kind'),
    'involvedObject.namespace': at('involvedObject', 'namespace'),
    'involvedObject.name': at('involvedObject', 'name'),
    'involvedObject.uid': at('involvedObject', 'uid'),
    reason: at('reason'),
    type: at('type'),
  },
};

/** The fields by which objects of this type can be selected. */
export function selectableFields(resource: Resource): Record<string, Reader> {
  return { ...common, ...special[idOf(resource)] };
}
