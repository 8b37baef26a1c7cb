// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { api } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import LinearProgress from '@material-ui/core/LinearProgress';
import { useNow } from '../../../hooks/useNow';
import { elapsedSeconds, gateWords } from '../../../words/run';
import { between, duration } from '../../../words/time';
import { Code } from '../../shared/Code';
import { GuardedButton } from '../../shared/GuardedButton';
import { Panel } from '../../shared/Panel';
import { DrainView } from './DrainView';
import { HeldUp } from './HeldUp';

/** What the run does now: done / total, elapsed, predicted; for a drain the nodes themselves. */
export function StepAtWork(props: {
  step: api.RunStep;
  drain?: api.DrainView | null;
  /** Nothing goes on until somebody resumes the run. */
  paused: boolean;
  retireReason?: string;
  acknowledgeReason?: string;
  onApproveRetire: () => void;
  onAcknowledge: () => void;
}) {
  const { step, drain } = props;
  const now = useNow(1_000);
  const elapsed = elapsedSeconds(step.startedAt, step.endedAt, now);
  const gate = step.state === 'waiting' ? step.gate : undefined;
  // Its pods say themselves what holds them; a blocked run has a card for it.
  const told = new Set(
    drain?.nodes.flatMap(node => node.pods.map(pod => pod.blocked?.what)),
  );
  const heldUp =
    step.state === 'blocked'
      ? []
      : (step.blocked ?? []).filter(({ what }) => !told.has(what));
  return (
    <Panel title={`Now: ${step.title}`}>
      {step.message && <p>{step.message}</p>}
      {gate && <p>It {gateWords(gate)}.</p>}
      {gate?.type === 'approval' && (
        <GuardedButton
          variant="contained"
          color="primary"
          onClick={props.onApproveRetire}
          reason={props.retireReason}
        >
          Approve the retirement…
        </GuardedButton>
      )}
      {gate?.type === 'acknowledge' && (
        <>
          {gate.edits?.map(edit => (
            <Code
              key={edit.tool}
              title={`The edit for ${edit.tool}`}
              language={edit.tool}
              text={edit.content}
            />
          ))}
          <GuardedButton
            variant="contained"
            color="primary"
            onClick={props.onAcknowledge}
            reason={props.acknowledgeReason}
          >
            Confirm…
          </GuardedButton>
        </>
      )}
      {heldUp.length > 0 && <HeldUp blocked={heldUp} />}
      {step.progress && step.progress.total > 0 && (
        <>
          <LinearProgress
            variant="determinate"
            aria-label={`Progress of ${step.title}`}
            value={(100 * step.progress.done) / step.progress.total}
          />
          <p>
            {step.progress.done.toLocaleString('en-US')} of{' '}
            {step.progress.total.toLocaleString('en-US')} done
          </p>
        </>
      )}
      <p>
        {elapsed === undefined
          ? 'Not started yet'
          : `${duration(elapsed)} elapsed`}
        , {between(step.predicted)} predicted.
        {step.state !== 'blocked' &&
          !props.paused &&
          ' You can close this page; the run goes on.'}
      </p>
      {drain && <DrainView drain={drain} />}
    </Panel>
  );
}
