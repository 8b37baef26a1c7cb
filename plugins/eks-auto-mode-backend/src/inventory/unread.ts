// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { Unread } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { awsFailure, type AwsFailureKind } from '../clusters/awsFailure';
import { KubernetesError } from '../clusters/kubernetesApi';
import { ReachError, type ReachCode } from '../clusters/reachError';
import { withoutCredentials } from '../clusters/redact';
import type { Purpose } from '../clusters/session';

/** Who asked: named in the remedy. */
export interface Asker {
  clusterName: string;
  purpose: Purpose;
  /** The role that the session assumed, where it assumed one. */
  roleArn?: string;
}

const AWS_REASONS: Record<AwsFailureKind, Unread['reason']> = {
  denied: 'denied',
  unauthenticated: 'unauthenticated',
  expired: 'unauthenticated',
  throttled: 'throttled',
  unreachable: 'unreachable',
  'not-found': 'failed',
  'not-implemented': 'failed',
  failed: 'failed',
};

const REACH_REASONS: Record<ReachCode, Unread['reason']> = {
  'credentials-missing': 'unauthenticated',
  'credentials-expired': 'unauthenticated',
  'role-denied': 'denied',
  'role-missing': 'unauthenticated',
  'sts-unreachable': 'unreachable',
  'no-environment': 'failed',
  'endpoint-missing': 'unreachable',
  'endpoint-refused': 'denied',
};

/** What to do about a cluster that EKS does not have. */
export function goneRemedy(clusterName: string): string {
  return `${clusterName} was deleted, or its ARN is wrong: remove the entity from the catalog, or correct its annotation`;
}

function awsRemedy(
  kind: AwsFailureKind,
  operation: string,
  asker: Asker,
): string | undefined {
  const who = asker.roleArn ?? `the ${asker.purpose} identity`;
  switch (kind) {
    case 'denied':
      return `Allow ${operation} to ${who}; deploy/ holds the whole policy. Where it is allowed already, look for a permissions boundary or a service control policy`;
    case 'expired':
    case 'unauthenticated':
      return `Renew or correct the credentials behind ${who}, and check the backend's clock`;
    case 'throttled':
      return 'Refresh later, or lower eksAutoMode.limits: other tools share the limits of the account';
    case 'unreachable':
      return 'Let the backend reach the AWS endpoint over HTTPS (proxy, VPC endpoint)';
    case 'not-found':
      return operation === 'eks:DescribeCluster'
        ? goneRemedy(asker.clusterName)
        : undefined;
    case 'not-implemented':
      return 'The endpoint does not know this operation: check AWS_ENDPOINT_URL';
    default:
      return undefined;
  }
}

/** What a 401 of EKS needs: an entry for the role, in either way of authentication. */
export function accessRemedy(asker: Asker): string {
  const role = asker.roleArn ?? `the role of ${asker.purpose}`;
  const group = `eks-auto-mode-${asker.purpose}`;
  return `Give ${role} access: aws eks create-access-entry --cluster-name ${asker.clusterName} --principal-arn ${role} --kubernetes-groups ${group} (where the cluster knows only aws-auth: a row under mapRoles with rolearn: ${role}, groups: [${group}])`;
}

function kubernetesUnread(
  error: KubernetesError,
  operation: string,
  asker: Asker,
): Unread {
  const message = withoutCredentials(error.message);
  const answer = (reason: Unread['reason'], remedy?: string): Unread => ({
    reason,
    operation,
    message,
    ...(remedy ? { remedy } : {}),
  });
  if (error.status === 401) {
    return answer('unauthenticated', accessRemedy(asker));
  }
  if (error.status === 403) {
    return answer(
      'denied',
      `Apply deploy/kubernetes/${asker.purpose}.yaml, which binds ClusterRole eks-auto-mode-${asker.purpose} to the group of the same name`,
    );
  }
  if (error.status === 429) {
    return answer('throttled', 'Refresh later: the API server is overloaded');
  }
  if (error.status >= 500) {
    return answer(
      'not-served',
      'Look at the APIService of this group and at what serves it (kubectl get apiservices)',
    );
  }
  if (error.status === 410) {
    return answer(
      'failed',
      'Refresh: the list outlived what etcd keeps while it was read. Where that happens again and again, the API server is too slow for the size of this list',
    );
  }
  if (error.status !== 0) return answer('failed');
  switch (error.reason) {
    case 'UntrustedCertificate':
      return answer(
        'unreachable',
        'Correct kubernetes.io/api-server-certificate-authority of the entity, or remove it: EKS gives the right one. A proxy that opens TLS must not stand in between',
      );
    case 'UnknownHost':
      return answer(
        'unreachable',
        'The cluster was deleted, or its endpoint is private and the backend cannot resolve it: run the backend where the VPC is reachable, or name a proxy in kubernetes.io/api-server',
      );
    default:
      return answer(
        'unreachable',
        'Let the backend reach the endpoint: add its address to the public access CIDRs, or run it where the VPC is reachable, or name a proxy in kubernetes.io/api-server',
      );
  }
}

/** Why something could not be read, with what to do about it. */
export function unreadOf(
  error: unknown,
  operation: string,
  asker: Asker,
): Unread {
  if (error instanceof KubernetesError) {
    return kubernetesUnread(error, operation, asker);
  }
  if (error instanceof ReachError) {
    return {
      reason: REACH_REASONS[error.code],
      operation,
      message: withoutCredentials(error.message),
      remedy: error.remedy,
    };
  }
  const { kind, name, message } = awsFailure(error);
  const remedy = awsRemedy(kind, operation, asker);
  return {
    reason: AWS_REASONS[kind],
    operation,
    message: message.includes(name) ? message : `${name}: ${message}`,
    ...(remedy ? { remedy } : {}),
  };
}
