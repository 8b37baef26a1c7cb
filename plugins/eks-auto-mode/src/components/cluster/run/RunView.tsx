// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { Progress } from '@backstage/core-components';
import { useApi } from '@backstage/core-plugin-api';
import type { api } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import { makeStyles } from '@material-ui/core/styles';
import { useState } from 'react';
import { eksAutoModeApiRef } from '../../../api/EksAutoModeApi';
import { useAction } from '../../../hooks/useAction';
import { useRun } from '../../../hooks/useRun';
import { isActive, runHeadline, stepAtWork } from '../../../words/run';
import { Failure } from '../../shared/Failure';
import { LiveRegion } from '../../shared/LiveRegion';
import { Panel } from '../../shared/Panel';
import { FailureCard } from './FailureCard';
import { Journal } from './Journal';
import { RunDialogs, RunQuestion } from './RunDialogs';
import { RunHeader } from './RunHeader';
import { runReasons } from './runReasons';
import { StepAtWork } from './StepAtWork';
import { StepRail } from './StepRail';
import { VerificationTable } from './VerificationTable';

const useStyles = makeStyles(theme => ({
  root: { '& > * + *': { marginTop: theme.spacing(2) } },
  columns: {
    display: 'grid',
    gridTemplateColumns:
      'minmax(220px, 1fr) minmax(0, 2.4fr) minmax(260px, 1.2fr)',
    gap: theme.spacing(2),
    alignItems: 'start',
    [theme.breakpoints.down('md')]: {
      gridTemplateColumns: 'minmax(200px, 1fr) minmax(0, 2fr)',
      '& > :last-child': { gridColumn: '1 / -1' },
    },
    [theme.breakpoints.down('sm')]: {
      gridTemplateColumns: 'minmax(0, 1fr)',
    },
  },
  middle: { minWidth: 0, '& > * + *': { marginTop: theme.spacing(2) } },
}));

/** A run: its steps, the one at work, its journal, and the decisions it needs. */
export function RunView(props: {
  runId: string;
  permissions: api.Allowed;
  onChanged: () => void;
}) {
  const { runId, permissions } = props;
  const classes = useStyles();
  const client = useApi(eksAutoModeApiRef);
  const { run: loaded, drain } = useRun(runId);
  const [question, setQuestion] = useState<RunQuestion>();
  const send = async (command: api.RunCommand) => {
    await client.commandRun(runId, command);
    loaded.reload();
    props.onChanged();
  };
  const action = useAction(send);

  if (!loaded.value) {
    return loaded.error ? (
      <Failure what="Run" error={loaded.error} onRetry={loaded.reload} />
    ) : (
      <Progress />
    );
  }
  const run = loaded.value;
  const step = stepAtWork(run);
  const reasons = runReasons(run, permissions, action.busy);
  const blocked =
    run.blockedBy.length > 0 ? run.blockedBy : step?.blocked ?? [];
  return (
    <div className={classes.root}>
      <LiveRegion>{runHeadline(run)}</LiveRegion>
      {loaded.error && (
        <Failure
          what="This page is not up to date"
          error={loaded.error}
          onRetry={loaded.reload}
        />
      )}
      <RunHeader
        run={run}
        reasons={reasons}
        onCommand={command => action.run(command)}
        onAsk={setQuestion}
      />
      {action.error && <Failure error={action.error} />}
      <div className={classes.columns}>
        <Panel title="Steps">
          <StepRail run={run} currentId={step?.id} />
        </Panel>
        <div className={classes.middle}>
          {run.state === 'blocked' && (
            <FailureCard
              blocked={blocked}
              step={step}
              retryReason={reasons.retry}
              undoReason={reasons.undo}
              onRetry={() => action.run({ type: 'retry', stepId: step?.id })}
              onSkip={() => setQuestion('skip')}
              onUndo={() => setQuestion('undo')}
            />
          )}
          {step && (
            <StepAtWork
              step={step}
              drain={drain.value}
              paused={run.state === 'paused'}
              retireReason={reasons.retire}
              acknowledgeReason={reasons.acknowledge}
              onApproveRetire={() => setQuestion('retire')}
              onAcknowledge={() => setQuestion('acknowledge')}
            />
          )}
          {drain.error && <Failure what="Drain" error={drain.error} />}
          {run.verification && (
            <VerificationTable verification={run.verification} />
          )}
          {!step && !run.verification && (
            <Panel title="What it left">
              <p>{runHeadline(run)} The journal says what it changed.</p>
            </Panel>
          )}
        </div>
        <Journal run={run} active={isActive(run.state)} />
      </div>
      <RunDialogs
        run={run}
        question={question}
        onCommand={send}
        onClose={() => setQuestion(undefined)}
      />
    </div>
  );
}
