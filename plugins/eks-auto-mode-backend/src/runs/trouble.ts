// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { KubernetesError } from '../clusters/kubernetesApi';
import { goneRemedy, unreadOf } from '../inventory/unread';
import { classify } from './classify';
import { CallFailedError } from './results';

export interface Trouble {
  what: string;
  remedy: string;
  /** It may pass by itself, and yet a person should know of it at once. */
  worthTelling: boolean;
}

const GENERAL = 'Mend what the message names, then retry';

/** What a call of a run failed of, in words that name the cluster and what to do. */
export function troubleOf(error: unknown, clusterName: string): Trouble {
  const { name, message, status } = classify(error);
  const told = `${name}${
    status === undefined ? '' : ` (${status})`
  }: ${message}`;
  if (/^No cluster found for name: /.test(message))
    return {
      what: `EKS has no cluster ${clusterName} any more: ${told}`,
      remedy: `Abort this run. ${goneRemedy(clusterName)}`,
      worthTelling: true,
    };
  const { reason, remedy } = unreadOf(original(error), name, {
    clusterName,
    purpose: 'migrate',
  });
  const then = remedy ? `${remedy}; then retry` : GENERAL;
  switch (reason) {
    case 'unauthenticated':
      return {
        what: `${clusterName}: the credentials or the token of the migrate role are not accepted: ${told}`,
        remedy: then,
        worthTelling: true,
      };
    case 'denied':
      return {
        what: `${clusterName}: the migrate role may not do what the plan needs: ${told}`,
        remedy: then,
        worthTelling: true,
      };
    case 'unreachable':
      return {
        what: `${clusterName} cannot be reached: ${told}`,
        remedy: then,
        worthTelling: true,
      };
    default:
      return {
        what: `${clusterName}: ${told}`,
        remedy: GENERAL,
        worthTelling: false,
      };
  }
}

/** The outcome of an effect as the error that it was. */
function original(error: unknown): unknown {
  if (!(error instanceof CallFailedError)) return error;
  const { name, message, status } = error.failure;
  return name === 'Unauthorized' || name === 'Forbidden'
    ? new KubernetesError(status ?? 0, name, message)
    : { name, message, $metadata: { httpStatusCode: status } };
}
