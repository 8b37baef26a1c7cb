// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

/**
 * A Kubernetes object by name. `namespace` is absent for cluster-scoped kinds.
 * @public
 */
export interface KubernetesSubject {
  apiVersion: string;
  kind: string;
  namespace?: string;
  name: string;
}

/**
 * An AWS resource by ARN.
 * @public
 */
export interface AwsSubject {
  arn: string;
}

/**
 * What a finding is about: an AWS resource or a Kubernetes object.
 * @public
 */
export type Subject = AwsSubject | KubernetesSubject;

/** @public */
export function isAwsSubject(subject: Subject): subject is AwsSubject {
  return 'arn' in subject;
}

/**
 * A stable, unique text of a subject: the ARN, or `apiVersion/kind/namespace/name` with an empty
 * namespace for cluster-scoped kinds. Used as a key, never parsed back.
 * @public
 */
export function subjectKey(subject: Subject): string {
  return isAwsSubject(subject)
    ? subject.arn
    : `${subject.apiVersion}/${subject.kind}/${subject.namespace ?? ''}/${
        subject.name
      }`;
}
