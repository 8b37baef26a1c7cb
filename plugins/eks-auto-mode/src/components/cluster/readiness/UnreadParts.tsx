// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { api } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import Alert from '@material-ui/lab/Alert';
import AlertTitle from '@material-ui/lab/AlertTitle';
import { count } from '../../../words/amounts';

/** What the last reading could not read, by which call, and how to grant it. */
export function UnreadParts(props: { parts: api.UnreadPart[] }) {
  if (props.parts.length === 0) {
    return null;
  }
  return (
    <Alert severity="warning">
      <AlertTitle>
        {count(props.parts.length, 'part')} of this cluster could not be read.
        Findings that need them stand as “could not be read”.
      </AlertTitle>
      <ul style={{ margin: 0, paddingLeft: 20 }}>
        {props.parts.map(part => (
          <li key={`${part.part} ${part.operation}`}>
            <strong>{part.part}</strong>: <code>{part.operation}</code> —{' '}
            {part.reason}: {part.message}
            {part.remedy && (
              <>
                {' '}
                <strong>How to grant it:</strong> {part.remedy}
              </>
            )}
          </li>
        ))}
      </ul>
    </Alert>
  );
}
