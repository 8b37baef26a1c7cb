// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { api } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import Alert from '@material-ui/lab/Alert';
import AlertTitle from '@material-ui/lab/AlertTitle';
import { ReactNode } from 'react';
import { count } from '../../../words/amounts';
import { useFew } from '../../shared/useFew';

/** A refused token closes forty parts at once: what has one cause is said once. */
function byCause(parts: api.UnreadPart[]): api.UnreadPart[][] {
  const causes = new Map<string, api.UnreadPart[]>();
  for (const part of parts) {
    const cause = JSON.stringify([part.reason, part.message, part.remedy]);
    causes.set(cause, [...(causes.get(cause) ?? []), part]);
  }
  return [...causes.values()];
}

function Cause(props: { parts: api.UnreadPart[] }) {
  const [part, ...others] = props.parts;
  const { shown, more } = useFew(props.parts);
  return (
    <li>
      <strong>{shown.map(one => one.part).join(', ')}</strong>
      {more && <> {more}</>}: <code>{part.operation}</code>
      {others.length > 0 && ` and ${count(others.length, 'more call')}`} —{' '}
      {part.reason}: {part.message}
      {part.remedy && (
        <>
          {' '}
          <strong>How to grant it:</strong> {part.remedy}
        </>
      )}
    </li>
  );
}

/** What the last reading could not read, by which call, and how to grant it. */
export function UnreadParts(props: {
  parts: api.UnreadPart[];
  action?: ReactNode;
}) {
  if (props.parts.length === 0) {
    return null;
  }
  return (
    <Alert severity="warning" action={props.action}>
      <AlertTitle>
        {count(props.parts.length, 'part')} of this cluster could not be read.
        Findings that need them stand as “could not be read”.
      </AlertTitle>
      <ul style={{ margin: 0, paddingLeft: 20 }}>
        {byCause(props.parts).map(parts => (
          <Cause key={`${parts[0].part} ${parts[0].operation}`} parts={parts} />
        ))}
      </ul>
    </Alert>
  );
}
