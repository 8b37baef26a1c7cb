// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { api } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import ButtonBase from '@material-ui/core/ButtonBase';
import { makeStyles } from '@material-ui/core/styles';
import { UNASSESSED, VERDICTS } from '../../words/readiness';
import { VerdictChip } from '../shared/VerdictChip';

const useStyles = makeStyles(theme => ({
  root: { display: 'flex', flexWrap: 'wrap', gap: theme.spacing(1.5) },
  item: {
    padding: theme.spacing(1.5, 2),
    border: `1px solid ${theme.palette.divider}`,
    borderRadius: theme.shape.borderRadius,
    background: theme.palette.background.paper,
    display: 'flex',
    flexDirection: 'column',
    alignItems: 'flex-start',
    flex: '1 1 105px',
    font: 'inherit',
    '&:focus-visible': { outline: `2px solid ${theme.palette.primary.main}` },
  },
  chosen: {
    borderColor: theme.palette.primary.main,
    boxShadow: `inset 0 0 0 1px ${theme.palette.primary.main}`,
  },
  number: { fontSize: '1.75rem', fontWeight: 600, lineHeight: 1.2 },
}));

/** How many clusters stand where; each count filters the table below. */
export function VerdictBar(props: {
  verdicts: Record<string, number>;
  chosen: string[];
  onChange: (verdicts: string[]) => void;
}) {
  const classes = useStyles();
  const { verdicts, chosen } = props;
  const item = (key: string, n: number, verdict?: api.Verdict) => {
    const on = chosen.includes(key);
    return (
      <ButtonBase
        key={key}
        className={`${classes.item} ${on ? classes.chosen : ''}`}
        aria-pressed={on}
        onClick={() => props.onChange(on ? [] : [key])}
      >
        <span className={classes.number}>{n}</span>
        <VerdictChip verdict={verdict} plain />
      </ButtonBase>
    );
  };
  return (
    <div
      className={classes.root}
      role="group"
      aria-label="Clusters by readiness; choose one to filter the table"
    >
      {VERDICTS.map(verdict => item(verdict, verdicts[verdict] ?? 0, verdict))}
      {verdicts[UNASSESSED] > 0 && item(UNASSESSED, verdicts[UNASSESSED])}
    </div>
  );
}
