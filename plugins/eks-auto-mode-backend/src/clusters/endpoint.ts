// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { Cluster } from '@aws-sdk/client-eks';
import { ANNOTATION_API_SERVER, ANNOTATION_API_SERVER_CA } from './entity';
import type { Endpoint } from './kubeConfig';
import { dnsSuffixOf } from './partition';
import { ReachError } from './reachError';

/** Whether `host` is what `pattern` says; `*.` stands for any labels before. */
function matches(host: string, pattern: string): boolean {
  const wanted = pattern.toLocaleLowerCase('en-US');
  return wanted.startsWith('*.')
    ? host.endsWith(wanted.slice(1))
    : host === wanted;
}

/**
 * Where the API of a cluster is asked: EKS' answer, or what the entity's annotations put in its
 * place (a proxy). The bearer token is sent there, and whoever may edit a catalog-info could name
 * any host, so only EKS endpoints and hosts of the configuration are taken.
 */
export function endpointOf(
  cluster: Cluster,
  options: Record<string, string>,
  allowedEndpoints: readonly string[],
): Endpoint {
  const annotated = options[ANNOTATION_API_SERVER]?.replace(/\/+$/, '');
  const own = cluster.endpoint?.replace(/\/+$/, '');
  const name = cluster.name ?? '';
  if (!annotated || annotated === own) {
    if (!own) {
      throw new ReachError(
        'endpoint-missing',
        `EKS gives no endpoint for ${name}, whose status is ${cluster.status}`,
        'Wait until the cluster is ACTIVE, then refresh',
      );
    }
    return { server: own, caData: cluster.certificateAuthority?.data };
  }
  const refuse = (why: string) =>
    new ReachError(
      'endpoint-refused',
      `${ANNOTATION_API_SERVER} of ${name} names ${annotated.slice(
        0,
        200,
      )}, ${why}`,
      `Correct the annotation, or allow its host in eksAutoMode.kubernetes.allowedEndpoints`,
    );
  let url: URL;
  try {
    url = new URL(annotated);
  } catch {
    throw refuse('which is not a URL');
  }
  if (url.protocol !== 'https:') {
    throw refuse('which is not https: a token would travel in the clear');
  }
  const partition = cluster.arn?.split(':')[1] ?? 'aws';
  // ….gr7.eu-central-1.eks.amazonaws.com
  const eks =
    url.hostname.endsWith(`.eks.${dnsSuffixOf(partition)}`) ||
    /\.eks\.[a-z0-9-]+\.api\.aws$/.test(url.hostname);
  if (
    !eks &&
    !allowedEndpoints.some(pattern => matches(url.hostname, pattern))
  ) {
    throw refuse('which is neither an EKS endpoint nor an allowed host');
  }
  const annotatedCa = options[ANNOTATION_API_SERVER_CA];
  return {
    server: annotated,
    caData: annotatedCa ?? cluster.certificateAuthority?.data,
  };
}
