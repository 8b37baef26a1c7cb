// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { api } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import Alert from '@material-ui/lab/Alert';
import AlertTitle from '@material-ui/lab/AlertTitle';

/** What keeps entities from standing for a cluster: annotations that disagree, one ARN twice. */
export function EntityProblems(props: { problems: api.Problem[] }) {
  return (
    <>
      {props.problems.map(problem => (
        <Alert
          severity="warning"
          key={`${problem.code} ${problem.entityRef ?? ''} ${problem.message}`}
          style={{ marginBottom: 16 }}
        >
          <AlertTitle>{problem.message}</AlertTitle>
          <strong>What to do:</strong> {problem.remedy}{' '}
          <code>{problem.code}</code>
        </Alert>
      ))}
    </>
  );
}
