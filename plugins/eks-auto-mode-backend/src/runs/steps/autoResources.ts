// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { Blocked } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import type {
  Ingress,
  IngressClass,
  PersistentVolume,
  Service,
} from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { resourceTypes } from '../../clusters/kubernetesApi';
import { listAll } from '../objects';
import type { StepContext } from '../step';

/**
 * What would be lost if Auto Mode were switched off now: its load balancers are deleted, and its
 * volumes can no longer be mounted (EKS User Guide, auto-disable).
 */
export async function leftOfAutoMode(context: StepContext): Promise<Blocked[]> {
  const { kubernetes } = context.session;
  const options = { signal: context.signal, limit: 500 };
  const [services, ingresses, classes, volumes] = await Promise.all([
    listAll<Service>(kubernetes, resourceTypes.services, options),
    listAll<Ingress>(kubernetes, resourceTypes.ingresses, options),
    listAll<IngressClass>(kubernetes, resourceTypes.ingressClasses, options),
    listAll<PersistentVolume>(
      kubernetes,
      resourceTypes.persistentVolumes,
      options,
    ),
  ]);
  const now =
    'Auto Mode stays on: switching it off would delete or strand this';
  const remedy = 'Move it back or delete it, then retry';
  const autoClasses = new Set(
    classes
      .filter(each => each.spec.controller === 'eks.amazonaws.com/alb')
      .map(each => each.metadata.name),
  );
  const subject = (object: Service | Ingress | PersistentVolume) => ({
    apiVersion: object.apiVersion,
    kind: object.kind,
    ...(object.metadata.namespace
      ? { namespace: object.metadata.namespace }
      : {}),
    name: object.metadata.name,
  });
  return [
    ...services
      .filter(each => each.spec.loadBalancerClass === 'eks.amazonaws.com/nlb')
      .map(each => ({
        what: `Service ${each.metadata.namespace}/${each.metadata.name} has a load balancer of Auto Mode`,
        now,
        remedy,
        subject: subject(each),
        code: 'auto-load-balancer',
      })),
    ...ingresses
      .filter(each => autoClasses.has(each.spec.ingressClassName ?? ''))
      .map(each => ({
        what: `Ingress ${each.metadata.namespace}/${each.metadata.name} has a load balancer of Auto Mode`,
        now,
        remedy,
        subject: subject(each),
        code: 'auto-load-balancer',
      })),
    ...volumes
      .filter(each => each.spec.csi?.driver === 'ebs.csi.eks.amazonaws.com')
      .map(each => ({
        what: `Volume ${each.metadata.name} can only be mounted by Auto Mode`,
        now,
        remedy,
        subject: subject(each),
        code: 'auto-volume',
      })),
  ];
}
