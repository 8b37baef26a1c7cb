// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { count } from '../../words/amounts';
import { Code } from '../shared/Code';
import { Nothing } from '../shared/Nothing';

const EXAMPLE = `apiVersion: backstage.io/v1alpha1
kind: Resource
metadata:
  name: my-cluster
  annotations:
    amazonaws.com/arn: arn:aws:eks:us-east-1:111122223333:cluster/my-cluster
    amazonaws.com/account-id: "111122223333"
spec:
  type: kubernetes-cluster
  owner: group:default/my-team
`;

/** No cluster in the catalog: a complete entity to copy, and what must not be missing. */
export function EmptyFleet(props: { unregistered: number }) {
  return (
    <>
      <Nothing title="The catalog has no EKS cluster yet" heading="h3">
        A cluster is a Resource of type <code>kubernetes-cluster</code> or{' '}
        <code>eks-cluster</code> with the annotation{' '}
        <code>amazonaws.com/arn</code> (or{' '}
        <code>amazon.com/eks-cluster-arn</code>
        ).
        {props.unregistered > 0 &&
          ` ${count(
            props.unregistered,
            'cluster',
          )} in your accounts can be copied from the list below.`}
      </Nothing>
      <Code title="catalog-info.yaml" language="yaml" text={EXAMPLE} />
    </>
  );
}
