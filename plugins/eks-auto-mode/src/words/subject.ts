// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { api } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';

const ID = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}';
/** Ids that nobody gave stand behind the names of these... */
const BEHIND_NAME = new RegExp(
  `^((?:addon|fargateprofile|nodegroup)/.+)/${ID}$`,
);
/** ...and before the name of an Auto Scaling group. */
const BEFORE_NAME = new RegExp(`^autoScalingGroup:${ID}:autoScalingGroupName/`);

/** A subject as a person says it: `payments/payments-api`, or what an ARN ends with. */
export function subjectName(subject: api.Subject): string {
  if (subject.arn) {
    // `arn:aws:iam::1:role/eks/node` is about `role/eks/node`.
    const resource = subject.arn.split(':').slice(5).join(':');
    return (
      resource
        .replace(BEHIND_NAME, '$1')
        .replace(BEFORE_NAME, 'autoScalingGroup/') || subject.arn
    );
  }
  const name = subject.name ?? '';
  return subject.namespace ? `${subject.namespace}/${name}` : name;
}

/** What sort of thing it is: `PodDisruptionBudget`, or the AWS service. */
export function subjectKind(subject: api.Subject): string {
  if (subject.arn) {
    return `AWS ${subject.arn.split(':')[2] ?? ''}`.trim();
  }
  return subject.kind ?? '';
}

/** What a hover shows: nothing left out. */
export function subjectWhole(subject: api.Subject): string {
  return (
    subject.arn ??
    [subject.apiVersion, subject.kind, subject.namespace, subject.name]
      .filter(part => part !== undefined)
      .join('/')
  );
}
