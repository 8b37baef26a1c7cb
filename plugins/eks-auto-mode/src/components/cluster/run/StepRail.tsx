// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { api } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import AutorenewIcon from '@material-ui/icons/Autorenew';
import BlockIcon from '@material-ui/icons/Block';
import CheckCircleIcon from '@material-ui/icons/CheckCircle';
import HourglassEmptyIcon from '@material-ui/icons/HourglassEmpty';
import RadioButtonUncheckedIcon from '@material-ui/icons/RadioButtonUnchecked';
import SkipNextIcon from '@material-ui/icons/SkipNext';
import UndoIcon from '@material-ui/icons/Undo';
import { makeStyles, useTheme } from '@material-ui/core/styles';
import { useNow } from '../../../hooks/useNow';
import { elapsedSeconds, stepStateWords } from '../../../words/run';
import { between, duration } from '../../../words/time';
import { toneColour } from '../../shared/Toned';

const icons: Record<api.StepState, JSX.Element> = {
  pending: <RadioButtonUncheckedIcon aria-hidden />,
  waiting: <HourglassEmptyIcon aria-hidden />,
  running: <AutorenewIcon aria-hidden />,
  blocked: <BlockIcon aria-hidden />,
  done: <CheckCircleIcon aria-hidden />,
  skipped: <SkipNextIcon aria-hidden />,
  undoing: <UndoIcon aria-hidden />,
  undone: <UndoIcon aria-hidden />,
};

const useStyles = makeStyles(theme => ({
  list: { listStyle: 'none', margin: 0, padding: 0 },
  step: {
    display: 'grid',
    gridTemplateColumns: '24px minmax(0, 1fr)',
    overflowWrap: 'anywhere',
    gap: theme.spacing(1),
    padding: theme.spacing(0.75, 1),
    borderLeft: '3px solid transparent',
  },
  current: {
    borderLeftColor: theme.palette.primary.main,
    background: theme.palette.action.hover,
    fontWeight: 600,
    // The neutral tone is too faint on the marked step of the dark theme.
    '& $soft': { color: theme.palette.text.primary },
  },
  soft: {
    color: toneColour('neutral', theme.palette.type),
    fontSize: '0.8125rem',
    fontWeight: 400,
  },
}));

function timeWords(step: api.RunStep, now: number): string {
  const elapsed = elapsedSeconds(step.startedAt, step.endedAt, now);
  if (elapsed === undefined) {
    return `predicted ${between(step.predicted)}`;
  }
  return step.endedAt
    ? duration(elapsed)
    : `${duration(elapsed)} of ${between(step.predicted)}`;
}

/** Every step with its state, in order; the one at work is marked. */
export function StepRail(props: { run: api.Run; currentId?: string }) {
  const classes = useStyles();
  const { type } = useTheme().palette;
  const now = useNow(1_000);
  return (
    <ol className={classes.list}>
      {props.run.steps.map(step => {
        const { word, tone } = stepStateWords[step.state];
        const current = step.id === props.currentId;
        return (
          <li
            key={step.id}
            className={`${classes.step} ${current ? classes.current : ''}`}
            aria-current={current ? 'step' : undefined}
          >
            <span style={{ color: toneColour(tone, type) }}>
              {icons[step.state]}
            </span>
            <span>
              {step.title}
              <br />
              <span className={classes.soft}>
                {word} · {timeWords(step, now)}
                {step.skipReason && `: ${step.skipReason}`}
              </span>
            </span>
          </li>
        );
      })}
    </ol>
  );
}
