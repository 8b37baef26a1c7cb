// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { ReactElement, ReactNode } from 'react';
import Tooltip from '@material-ui/core/Tooltip';
import { makeStyles } from '@material-ui/core/styles';
import type { Tone } from '../../words/readiness';

const light: Record<Tone, string> = {
  ok: '#1b7f3b',
  warning: '#9a5b00',
  error: '#c01a1a',
  info: '#1257b8',
  neutral: '#5c5c5c',
};
const dark: Record<Tone, string> = {
  ok: '#6fd08c',
  warning: '#ffb84d',
  error: '#ffa8a1',
  info: '#8ab8ff',
  neutral: '#bdbdbd',
};

/** A tone's colour, at least 4.5 : 1 on the paper of the light and of the dark theme. */
export function toneColour(tone: Tone, type: 'light' | 'dark'): string {
  return (type === 'dark' ? dark : light)[tone];
}

const useStyles = makeStyles(theme => ({
  chip: {
    display: 'inline-flex',
    alignItems: 'center',
    gap: theme.spacing(0.75),
    padding: theme.spacing(0.25, 1.25, 0.25, 0.75),
    borderRadius: 16,
    border: '1px solid currentColor',
    fontSize: '0.875rem',
    fontWeight: 600,
    lineHeight: 1.6,
    whiteSpace: 'nowrap',
    color: (props: { tone: Tone }) =>
      toneColour(props.tone, theme.palette.type),
    '& svg': { fontSize: '1.15rem' },
  },
  plain: {
    display: 'inline-flex',
    // Its words stand on the line of the words around it.
    alignItems: 'baseline',
    gap: theme.spacing(0.75),
    whiteSpace: 'nowrap',
    fontWeight: 600,
    color: (props: { tone: Tone }) =>
      toneColour(props.tone, theme.palette.type),
    '& svg': { fontSize: '1.15rem', alignSelf: 'center' },
  },
}));

/** Icon, word and colour together: no state is shown by colour alone. */
export function Toned(props: {
  tone: Tone;
  icon: ReactElement;
  means?: string;
  plain?: boolean;
  children: ReactNode;
}) {
  const classes = useStyles({ tone: props.tone });
  const body = (
    <span className={props.plain ? classes.plain : classes.chip}>
      {props.icon}
      <span>{props.children}</span>
    </span>
  );
  return props.means ? <Tooltip title={props.means}>{body}</Tooltip> : body;
}
