// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { ReactNode } from 'react';
import Paper from '@material-ui/core/Paper';
import Typography from '@material-ui/core/Typography';
import { makeStyles } from '@material-ui/core/styles';
import { useId } from '../../hooks/useId';

const useStyles = makeStyles(theme => ({
  root: { padding: theme.spacing(2), minWidth: 0 },
  head: {
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    justifyContent: 'space-between',
    gap: theme.spacing(1),
    marginBottom: theme.spacing(1),
  },
  title: { margin: 0, fontSize: '1.125rem', fontWeight: 600 },
}));

/** A part of a page under its own heading. */
export function Panel(props: {
  title: ReactNode;
  level?: 'h2' | 'h3' | 'h4';
  action?: ReactNode;
  children: ReactNode;
}) {
  const classes = useStyles();
  const id = useId('panel');
  return (
    <Paper
      component="section"
      className={classes.root}
      aria-labelledby={id}
      variant="outlined"
    >
      <div className={classes.head}>
        <Typography
          id={id}
          className={classes.title}
          component={props.level ?? 'h3'}
        >
          {props.title}
        </Typography>
        {props.action}
      </div>
      {props.children}
    </Paper>
  );
}
