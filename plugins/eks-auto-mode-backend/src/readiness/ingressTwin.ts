// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { Patch } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import type { Ingress } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { appliedObjects } from './patch';

/** The controller of Auto Mode's load balancers for Ingresses. */
export const AUTO = 'eks.amazonaws.com/alb';
const PREFIX = 'alb.ingress.kubernetes.io/';
export const GROUP = `${PREFIX}group.name`;
const SCHEME = `${PREFIX}scheme`;
/** Said by the class, or of one load balancer only: two cannot have one name. */
const LEFT_OUT = new Set([GROUP, SCHEME, `${PREFIX}load-balancer-name`]);

/**
 * A second Ingress for the same requests, with a class for its scheme and its group: Auto Mode takes
 * both from IngressClassParams (EKS User Guide, auto-configure-alb). Ingresses alike share the class.
 */
export function ingressTwin({ apiVersion, metadata, spec }: Ingress): Patch {
  const { annotations = {} } = metadata;
  // As the AWS Load Balancer Controller makes them unless told.
  const scheme = annotations[SCHEME] ?? 'internal';
  const group = annotations[GROUP];
  const name = ['auto', scheme, ...(group ? [group] : [])].join('-');
  return appliedObjects(
    'Once Auto Mode is on: create a second Ingress under it, then shift DNS to it',
    [
      {
        apiVersion: 'eks.amazonaws.com/v1',
        kind: 'IngressClassParams',
        metadata: { name },
        spec: { scheme, ...(group ? { group: { name: group } } : {}) },
      },
      {
        apiVersion: 'networking.k8s.io/v1',
        kind: 'IngressClass',
        metadata: { name },
        spec: {
          controller: AUTO,
          parameters: {
            apiGroup: 'eks.amazonaws.com',
            kind: 'IngressClassParams',
            name,
          },
        },
      },
      {
        apiVersion,
        kind: 'Ingress',
        metadata: {
          name: `${metadata.name}-auto`,
          namespace: metadata.namespace,
          annotations: Object.fromEntries(
            Object.entries(annotations).filter(
              ([key]) => key.startsWith(PREFIX) && !LEFT_OUT.has(key),
            ),
          ),
        },
        spec: { ...spec, ingressClassName: name },
      },
    ],
  );
}
