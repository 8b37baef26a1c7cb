// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type {
  Container,
  PodSpec,
} from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';

/** Name and tag of an image, without registry and digest: `amazon-k8s-cni`, `v1.20.4`. */
export function imageOf({ image = '' }: Container): {
  path: string;
  name: string;
  tag?: string;
} {
  const [reference] = image.split('@');
  const slash = reference.lastIndexOf('/');
  const last = reference.slice(slash + 1);
  const colon = last.indexOf(':');
  const name = colon < 0 ? last : last.slice(0, colon);
  return {
    path: reference.slice(0, slash + 1) + name,
    name,
    ...(colon < 0 ? {} : { tag: last.slice(colon + 1) }),
  };
}

/** The first container whose image's path matches. */
export function containerOf(
  spec: PodSpec,
  path: RegExp,
): Container | undefined {
  return spec.containers.find(container => path.test(imageOf(container).path));
}
