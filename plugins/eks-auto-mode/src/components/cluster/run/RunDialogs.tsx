// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { useApi } from '@backstage/core-plugin-api';
import type { api } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import FormControl from '@material-ui/core/FormControl';
import FormControlLabel from '@material-ui/core/FormControlLabel';
import FormLabel from '@material-ui/core/FormLabel';
import Radio from '@material-ui/core/Radio';
import RadioGroup from '@material-ui/core/RadioGroup';
import TextField from '@material-ui/core/TextField';
import { useState } from 'react';
import { eksAutoModeApiRef } from '../../../api/EksAutoModeApi';
import { useId } from '../../../hooks/useId';
import { useLoaded } from '../../../hooks/useLoaded';
import { count } from '../../../words/amounts';
import { stepAtWork } from '../../../words/run';
import { Dialogue } from '../../shared/Dialogue';
import { Failure } from '../../shared/Failure';

/** The questions a run can ask before it obeys. */
export type RunQuestion = 'abort' | 'undo' | 'skip' | 'retire' | 'acknowledge';

interface DialogProps {
  run: api.Run;
  open: boolean;
  onCommand: (command: api.RunCommand) => Promise<unknown>;
  onClose: () => void;
}

function AbortDialog({ run, open, onCommand, onClose }: DialogProps) {
  return (
    <Dialogue
      open={open}
      danger
      title={`Abort the migration of ${run.clusterName}`}
      confirm={`Abort, and leave ${run.clusterName} as it is now`}
      onConfirm={() => onCommand({ type: 'abort' })}
      onClose={onClose}
    >
      <p>
        The run stops for good where it is. What it changed so far stands: old
        nodes may stay cordoned, and pods stay where they are. It cannot be
        resumed. To take its changes back, undo it instead.
      </p>
    </Dialogue>
  );
}

function UndoDialog({ run, open, onCommand, onClose }: DialogProps) {
  const [to, setTo] =
    useState<NonNullable<api.Run['undoTo']>>('workloads-back');
  const done = run.steps.filter(s => s.state === 'done').length;
  const retired = run.steps.some(
    s => s.kind === 'retire' && s.state === 'done',
  );
  return (
    <Dialogue
      open={open}
      danger
      title={`Undo the migration of ${run.clusterName}`}
      confirm={`Undo ${count(done, 'step')} on ${run.clusterName}`}
      reason={
        retired
          ? 'The old node groups are deleted; retiring has no undo.'
          : undefined
      }
      onConfirm={() => onCommand({ type: 'undo', undoTo: to })}
      onClose={onClose}
    >
      <p>
        Old nodes get their sizes back and are uncordoned; pods move back to
        them under their disruption budgets; then the pools of this run are
        deleted. Irreversible steps stay.
      </p>
      <FormControl component="fieldset">
        <FormLabel component="legend">How far back</FormLabel>
        <RadioGroup
          value={to}
          onChange={event =>
            setTo(
              event.target.value === 'auto-mode-off'
                ? 'auto-mode-off'
                : 'workloads-back',
            )
          }
        >
          <FormControlLabel
            value="workloads-back"
            control={<Radio color="primary" />}
            label="Workloads back: Auto Mode stays on, with nothing on it"
          />
          <FormControlLabel
            value="auto-mode-off"
            control={<Radio color="primary" />}
            label="Auto Mode off: refused while an Auto load balancer, volume or pod is left"
          />
        </RadioGroup>
      </FormControl>
    </Dialogue>
  );
}

function SkipDialog({ run, open, onCommand, onClose }: DialogProps) {
  const id = useId('skip');
  const [reason, setReason] = useState('');
  const step = stepAtWork(run);
  const title = step?.title ?? 'this step';
  return (
    <Dialogue
      open={open}
      danger
      title={`Skip “${title}” on ${run.clusterName}`}
      confirm="Skip it and go on"
      reason={
        reason.trim().length < 3 ? 'Say why it can be skipped.' : undefined
      }
      onConfirm={() =>
        onCommand({ type: 'skip', stepId: step?.id, reason: reason.trim() })
      }
      onClose={onClose}
    >
      <p>
        What this step has done so far stands, what it has not done is left out,
        and the run goes on with the next one.
      </p>
      <TextField
        id={id}
        label="Why can it be skipped?"
        value={reason}
        onChange={event => setReason(event.target.value)}
        required
        fullWidth
        multiline
      />
    </Dialogue>
  );
}

function RetireDialog({ run, open, onCommand, onClose }: DialogProps) {
  const client = useApi(eksAutoModeApiRef);
  const step = stepAtWork(run);
  const plan = useLoaded(`${run.planId} ${open}`, async signal =>
    open ? client.getPlan(run.planId, signal) : null,
  );
  const deletions =
    plan.value?.steps
      .find(planned => planned.id === step?.id)
      ?.changes.filter(change => change.api === 'eks:DeleteNodegroup') ?? [];
  const read = Boolean(plan.value);
  const theirs = read && deletions.length === 0;
  return (
    <Dialogue
      open={open}
      danger={!theirs}
      title={
        theirs
          ? `Leave the old nodes of ${run.clusterName} to their owners`
          : `Delete the old node groups of ${run.clusterName}`
      }
      confirm={
        theirs
          ? 'Confirm and go on'
          : `Delete ${count(deletions.length, 'node group')} of ${
              run.clusterName
            }`
      }
      reason={read ? undefined : 'What it deletes is being read.'}
      onConfirm={() =>
        onCommand({
          type: 'approve-retire',
          stepId: step?.id,
          digest: run.planDigest,
        })
      }
      onClose={onClose}
    >
      {plan.error && <Failure what="Plan" error={plan.error} />}
      {theirs ? (
        <p>
          This run deletes nothing here: the groups belong to whoever defined
          them. {step?.gate?.what}.
        </p>
      ) : (
        <>
          <p>This cannot be undone. It deletes:</p>
          <ul>
            {deletions.map(change => (
              <li key={change.id}>
                {change.summary}
                {change.target && (
                  <>
                    {' '}
                    (<code>{change.target}</code>)
                  </>
                )}
              </li>
            ))}
          </ul>
          <p>
            A group is deleted only where no pod but those of DaemonSets is left
            on it, looked at again right before. Its settings stay in the
            journal and in the backup.
          </p>
        </>
      )}
      <p>
        Plan digest <code>{run.planDigest}</code>.
      </p>
    </Dialogue>
  );
}

function AcknowledgeDialog({ run, open, onCommand, onClose }: DialogProps) {
  const step = stepAtWork(run);
  return (
    <Dialogue
      open={open}
      title={`Confirm for ${run.clusterName}`}
      confirm="Confirm and go on"
      onConfirm={() => onCommand({ type: 'acknowledge', stepId: step?.id })}
      onClose={onClose}
    >
      <p>You confirm: {step?.gate?.what ?? step?.title}.</p>
      <p>Your name stands in the journal. The run then goes on by itself.</p>
    </Dialogue>
  );
}

/** All of them; only the asked one is open. */
export function RunDialogs(props: {
  run: api.Run;
  question?: RunQuestion;
  onCommand: (command: api.RunCommand) => Promise<unknown>;
  onClose: () => void;
}) {
  const { run, question, onCommand, onClose } = props;
  const common = { run, onCommand, onClose };
  return (
    <>
      <AbortDialog {...common} open={question === 'abort'} />
      <UndoDialog {...common} open={question === 'undo'} />
      <SkipDialog {...common} open={question === 'skip'} />
      <RetireDialog {...common} open={question === 'retire'} />
      <AcknowledgeDialog {...common} open={question === 'acknowledge'} />
    </>
  );
}
