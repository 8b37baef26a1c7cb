// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { Link } from '@backstage/core-components';
import {
  inSequence,
  type api,
} from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import { makeStyles } from '@material-ui/core/styles';
import { useNow } from '../../../hooks/useNow';
import { useUrlState } from '../../../hooks/useUrlState';
import { shortDigest } from '../../../words/amounts';
import { elapsedSeconds, isActive, runHeadline } from '../../../words/run';
import { between, duration } from '../../../words/time';
import { GuardedButton } from '../../shared/GuardedButton';
import { Actor } from '../../shared/Owner';
import { RunStateChip } from '../../shared/RunStateChip';
import { Time } from '../../shared/Time';
import type { RunQuestion } from './RunDialogs';
import type { RunReasons } from './runReasons';
import { toneColour } from '../../shared/Toned';

const useStyles = makeStyles(theme => ({
  line: {
    display: 'flex',
    flexWrap: 'wrap',
    gap: theme.spacing(1, 2),
    alignItems: 'center',
  },
  headline: {
    margin: 0,
    fontSize: '1.25rem',
    fontWeight: 600,
    flex: '1 1 420px',
  },
  buttons: { display: 'flex', flexWrap: 'wrap', gap: theme.spacing(1) },
  soft: { color: toneColour('neutral', theme.palette.type) },
}));

/** What the run does, in words; who wanted it; and the buttons that steer it. */
export function RunHeader(props: {
  run: api.Run;
  reasons: RunReasons;
  onCommand: (command: api.RunCommand) => void;
  onAsk: (question: RunQuestion) => void;
}) {
  const { run, reasons } = props;
  const classes = useStyles();
  const url = useUrlState();
  const active = isActive(run.state);
  const now = useNow(active ? 1_000 : undefined);
  const elapsed = elapsedSeconds(run.startedAt, run.endedAt, now);
  const predicted = inSequence(run.steps);
  return (
    <div>
      <div className={classes.line}>
        <RunStateChip state={run.state} />
        <h3 className={classes.headline}>{runHeadline(run)}</h3>
        <div className={classes.buttons}>
          {run.state === 'paused' ? (
            <GuardedButton
              variant="contained"
              color="primary"
              reason={reasons.resume}
              onClick={() => props.onCommand({ type: 'resume' })}
            >
              Resume
            </GuardedButton>
          ) : (
            <GuardedButton
              variant="outlined"
              reason={reasons.pause}
              onClick={() => props.onCommand({ type: 'pause' })}
            >
              Pause
            </GuardedButton>
          )}
          <GuardedButton
            variant="outlined"
            reason={reasons.abort}
            onClick={() => props.onAsk('abort')}
          >
            Abort…
          </GuardedButton>
          <GuardedButton
            variant="outlined"
            reason={reasons.undo}
            onClick={() => props.onAsk('undo')}
          >
            Undo…
          </GuardedButton>
        </div>
      </div>
      <p className={`${classes.line} ${classes.soft}`}>
        <Link to={url.href({ tab: 'migration', plan: run.planId })}>
          Plan {run.planNumber} <code>{shortDigest(run.planDigest)}</code>
        </Link>
        <span>
          asked by <Actor actor={run.requestedBy} />
        </span>
        {run.approvedBy && (
          <span title={run.approvalComment}>
            approved by <Actor actor={run.approvedBy} />
          </span>
        )}
        <span>
          began <Time at={run.startedAt ?? run.createdAt} />
        </span>
        {elapsed !== undefined && (
          <span>
            {duration(elapsed)}
            {active ? ' elapsed' : ' taken'}, {between(predicted)} predicted
          </span>
        )}
        {run.backupId && (
          <Link to={url.href({ tab: 'backups', backup: run.backupId })}>
            its backup
          </Link>
        )}
      </p>
    </div>
  );
}
