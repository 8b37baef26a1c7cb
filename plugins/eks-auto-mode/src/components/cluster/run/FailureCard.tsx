// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { api } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import Paper from '@material-ui/core/Paper';
import { makeStyles } from '@material-ui/core/styles';
import { GuardedButton } from '../../shared/GuardedButton';
import { Owner } from '../../shared/Owner';
import { toneColour } from '../../shared/Toned';
import { subjectKind, subjectName } from '../../../words/subject';

const useStyles = makeStyles(theme => ({
  root: {
    padding: theme.spacing(2),
    borderLeft: `6px solid ${toneColour('error', theme.palette.type)}`,
  },
  title: { margin: 0, fontSize: '1.125rem' },
  choices: {
    display: 'grid',
    gridTemplateColumns: 'repeat(auto-fit, minmax(150px, 1fr))',
    gap: theme.spacing(2),
    marginTop: theme.spacing(2),
    '& p': {
      margin: theme.spacing(0.5, 0, 0),
      color: toneColour('neutral', theme.palette.type),
      fontSize: '0.875rem',
    },
  },
  facts: {
    '& dt': { fontWeight: 600, marginTop: theme.spacing(1) },
    '& dd': { margin: 0 },
  },
}));

/** What failed, what is true now, and the three ways on, each with its effect. */
export function FailureCard(props: {
  blocked: api.Blocked[];
  step?: api.RunStep;
  retryReason?: string;
  undoReason?: string;
  onRetry: () => void;
  onSkip: () => void;
  onUndo: () => void;
}) {
  const classes = useStyles();
  const step = props.step?.title ?? 'the step';
  return (
    <Paper
      variant="outlined"
      className={classes.root}
      component="section"
      aria-label="Why the run is blocked"
    >
      <h3 className={classes.title}>The run needs your decision</h3>
      {props.blocked.map((blocked, i) => (
        <dl key={i} className={classes.facts}>
          <dt>What failed</dt>
          <dd>
            {blocked.what} {blocked.code && <code>{blocked.code}</code>}
          </dd>
          {blocked.subject && (
            <>
              <dt>Where</dt>
              <dd>
                {subjectKind(blocked.subject)} {subjectName(blocked.subject)},
                owned by <Owner owner={blocked.owner} />
              </dd>
            </>
          )}
          <dt>What is true now</dt>
          <dd>{blocked.now}</dd>
          <dt>What to do</dt>
          <dd>{blocked.remedy}</dd>
        </dl>
      ))}
      <div className={classes.choices}>
        <div>
          <GuardedButton
            variant="contained"
            color="primary"
            onClick={props.onRetry}
            reason={props.retryReason}
          >
            Retry
          </GuardedButton>
          <p>Looks again at what is true and goes on with {step}.</p>
        </div>
        <div>
          <GuardedButton
            variant="outlined"
            onClick={props.onSkip}
            reason={
              props.retryReason ??
              (props.step ? undefined : 'No single step failed.')
            }
          >
            Skip…
          </GuardedButton>
          <p>
            Leaves {step} as it is, for a reason that you give, and goes on with
            the next.
          </p>
        </div>
        <div>
          <GuardedButton
            variant="outlined"
            onClick={props.onUndo}
            reason={props.undoReason}
          >
            Undo…
          </GuardedButton>
          <p>Takes back what the run changed, last change first.</p>
        </div>
      </div>
    </Paper>
  );
}
