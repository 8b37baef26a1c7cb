// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { api } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import ButtonBase from '@material-ui/core/ButtonBase';
import Collapse from '@material-ui/core/Collapse';
import ExpandMoreIcon from '@material-ui/icons/ExpandMore';
import LockIcon from '@material-ui/icons/Lock';
import WarningIcon from '@material-ui/icons/Warning';
import { makeStyles } from '@material-ui/core/styles';
import { useState } from 'react';
import { useId } from '../../../hooks/useId';
import { count } from '../../../words/amounts';
import { duration, between } from '../../../words/time';
import { Toned, toneColour } from '../../shared/Toned';
import { PlanStepDetails } from './PlanStepDetails';

const useStyles = makeStyles(theme => ({
  root: {
    listStyle: 'none',
    borderTop: `1px solid ${theme.palette.divider}`,
  },
  line: {
    width: '100%',
    display: 'grid',
    gridTemplateColumns:
      '24px 28px minmax(200px, 2fr) minmax(160px, 2fr) minmax(140px, 1fr) 110px',
    gap: theme.spacing(1),
    alignItems: 'center',
    textAlign: 'left',
    padding: theme.spacing(1, 0.5),
    font: 'inherit',
    '&:hover, &:focus-visible': { background: theme.palette.action.hover },
    [theme.breakpoints.down('sm')]: {
      gridTemplateColumns: '24px 28px 1fr 1fr',
    },
  },
  title: { fontWeight: 600 },
  soft: {
    color: toneColour('neutral', theme.palette.type),
    fontSize: '0.875rem',
  },
  open: { transform: 'rotate(180deg)' },
}));

function changeWords(step: api.PlanStep): string {
  if (step.changes.length === 0) {
    return 'no change';
  }
  if (step.changes.length === 1) {
    return step.changes[0].summary;
  }
  return count(step.changes.length, 'change');
}

function gateShort(gate: api.Gate): string {
  switch (gate.type) {
    case 'approval':
      return 'needs its own approval';
    case 'acknowledge':
      return 'needs a confirmation';
    case 'window':
      return 'waits for a window';
    default:
      return `soaks ${duration(gate.seconds ?? 0)}`;
  }
}

/** One step of a plan as a line that opens to every change in it. */
export function PlanStepRow(props: { step: api.PlanStep; number: number }) {
  const { step } = props;
  const classes = useStyles();
  const [open, setOpen] = useState(false);
  const id = useId('step');
  return (
    <li className={classes.root}>
      <ButtonBase
        className={classes.line}
        aria-expanded={open}
        aria-controls={id}
        onClick={() => setOpen(!open)}
      >
        <ExpandMoreIcon
          aria-hidden
          className={open ? classes.open : undefined}
        />
        <span>{props.number}</span>
        <span className={classes.title}>{step.title}</span>
        <span className={classes.soft}>
          {changeWords(step)}
          {step.gate && (
            <>
              <br />
              <LockIcon aria-hidden style={{ fontSize: 14 }} />{' '}
              {gateShort(step.gate)}
            </>
          )}
        </span>
        <span>
          {step.changes.length > 0 &&
            (step.undo.possible ? (
              <span className={classes.soft}>can be undone</span>
            ) : (
              <Toned tone="error" icon={<WarningIcon aria-hidden />} plain>
                irreversible
              </Toned>
            ))}
        </span>
        <span className={classes.soft}>{between(step.predicted)}</span>
      </ButtonBase>
      <div id={id}>
        <Collapse in={open} unmountOnExit>
          <PlanStepDetails step={step} />
        </Collapse>
      </div>
    </li>
  );
}
