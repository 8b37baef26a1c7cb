// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { api } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import Button from '@material-ui/core/Button';
import Alert from '@material-ui/lab/Alert';
import AlertTitle from '@material-ui/lab/AlertTitle';
import { useState } from 'react';
import { ConnectionTest } from './ConnectionTest';

/**
 * What is wrong with the cluster's entity or with reaching it, with the remedy, and a test that tries
 * every role and right. What was read before stays on screen below it.
 */
export function ClusterProblem(props: { detail: api.ClusterDetail }) {
  const { summary, permissions } = props.detail;
  const [testing, setTesting] = useState(false);
  const { problem } = summary;
  if (!problem && summary.verdict !== 'unreachable') {
    return null;
  }
  return (
    <>
      <Alert
        severity={summary.verdict === 'unreachable' ? 'error' : 'warning'}
        action={
          <Button
            color="inherit"
            size="small"
            onClick={() => setTesting(true)}
            disabled={testing}
          >
            Test the connection
          </Button>
        }
      >
        <AlertTitle>
          {problem?.message ?? 'This cluster could not be read.'}
        </AlertTitle>
        {problem ? (
          <>
            <strong>What to do:</strong> {problem.remedy}{' '}
            <code>{problem.code}</code>
          </>
        ) : (
          'Test the connection to see which role, address or right is missing.'
        )}
      </Alert>
      {testing && (
        <ConnectionTest
          clusterId={summary.id}
          allowed={permissions.assess}
          onClose={() => setTesting(false)}
        />
      )}
    </>
  );
}
