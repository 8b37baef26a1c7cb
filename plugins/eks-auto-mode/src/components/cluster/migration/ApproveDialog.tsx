// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { EntityRefLinks } from '@backstage/plugin-catalog-react';
import type { api } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import Checkbox from '@material-ui/core/Checkbox';
import FormControlLabel from '@material-ui/core/FormControlLabel';
import TextField from '@material-ui/core/TextField';
import { useState } from 'react';
import { useId } from '../../../hooks/useId';
import { count } from '../../../words/amounts';
import { between } from '../../../words/time';
import { Code } from '../../shared/Code';
import { Dialogue } from '../../shared/Dialogue';

/** Approving is by digest: it repeats what cannot be taken back and who will be told. */
export function ApproveDialog(props: {
  plan: api.Plan;
  open: boolean;
  onApprove: (approval: api.Approval) => Promise<unknown>;
  onClose: () => void;
}) {
  const { plan } = props;
  const id = useId('approve');
  const [comment, setComment] = useState('');
  const [confirmed, setConfirmed] = useState<string[]>([]);
  const irreversible = plan.steps.filter(
    s => s.changes.length > 0 && !s.undo.possible,
  );
  const gates = plan.steps.filter(s => s.gate?.type === 'acknowledge');
  const open = gates.filter(s => !confirmed.includes(s.id));
  const moves = plan.sources.filter(s => s.decision === 'move');
  let reason: string | undefined;
  if (open.length > 0) {
    reason = `Confirm first: ${open.map(s => s.title).join(', ')}.`;
  } else if (comment.trim().length < 3) {
    reason = 'Say in a few words why it is approved.';
  }
  return (
    <Dialogue
      open={props.open}
      wide
      title={`Approve plan ${plan.number} and migrate ${plan.clusterName}`}
      confirm={`Approve and start on ${plan.clusterName}`}
      reason={reason}
      onClose={props.onClose}
      onConfirm={() =>
        props.onApprove({
          digest: plan.digest,
          comment: comment.trim(),
          acknowledge: confirmed,
        })
      }
    >
      <p>
        This starts a run at once. It moves{' '}
        {count(
          moves.reduce((n, s) => n + s.pods, 0),
          'pod',
        )}{' '}
        of {count(moves.length, 'source')} to Auto Mode and takes about{' '}
        {between(plan.predicted)}. Old nodes are kept until you approve their
        retirement separately.
      </p>
      <div>
        What you approve has the digest
        <br />
        <code style={{ overflowWrap: 'anywhere' }}>{plan.digest}</code>
      </div>
      <div>
        <strong>Cannot be undone:</strong>
        {irreversible.length === 0 ? (
          ' nothing in this plan.'
        ) : (
          <ul>
            {irreversible.map(step => (
              <li key={step.id}>
                {step.title}: {step.undo.why}
              </li>
            ))}
          </ul>
        )}
      </div>
      <div>
        <strong>Will be told:</strong>{' '}
        {plan.notifies.length === 0 ? (
          'nobody, as no owner was found.'
        ) : (
          <EntityRefLinks entityRefs={plan.notifies} defaultKind="group" />
        )}
      </div>
      {gates.map(step => (
        <div key={step.id}>
          {step.gate?.edits?.map(edit => (
            <Code
              key={edit.tool}
              title={`The edit for ${edit.tool}`}
              language={edit.tool}
              text={edit.content}
            />
          ))}
          <FormControlLabel
            control={
              <Checkbox
                color="primary"
                checked={confirmed.includes(step.id)}
                onChange={event =>
                  setConfirmed(
                    event.target.checked
                      ? [...confirmed, step.id]
                      : confirmed.filter(other => other !== step.id),
                  )
                }
              />
            }
            label={`I confirm: ${step.gate?.what ?? step.title}`}
          />
        </div>
      ))}
      <p>
        Where the backup cannot read something that is not required, the run
        goes on; the backup lists it. Anything required that cannot be read
        stops the run.
      </p>
      <TextField
        id={id}
        label="Comment"
        helperText="Stands in the history beside your name."
        value={comment}
        onChange={event => setComment(event.target.value)}
        required
        fullWidth
        multiline
        minRows={2}
      />
    </Dialogue>
  );
}
