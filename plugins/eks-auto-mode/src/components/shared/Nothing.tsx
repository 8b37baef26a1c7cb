// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { makeStyles } from '@material-ui/core/styles';
import { ReactNode } from 'react';
import { toneColour } from './Toned';
import Box from '@material-ui/core/Box';
import Typography from '@material-ui/core/Typography';

const useStyles = makeStyles(theme => ({
  words: {
    color: toneColour('neutral', theme.palette.type),
    maxWidth: 640,
    margin: '0 auto',
    '& a': { textDecoration: 'underline' },
  },
}));

/** Why a place is empty, and what to do about it. */
export function Nothing(props: {
  title: string;
  heading?: 'h2' | 'h3' | 'h4';
  children?: ReactNode;
  action?: ReactNode;
}) {
  const classes = useStyles();
  return (
    <Box px={3} py={4} textAlign="center">
      <Typography variant="h6" component={props.heading ?? 'h3'} gutterBottom>
        {props.title}
      </Typography>
      {props.children && (
        <Typography component="div" className={classes.words}>
          {props.children}
        </Typography>
      )}
      {props.action && <Box mt={2}>{props.action}</Box>}
    </Box>
  );
}
