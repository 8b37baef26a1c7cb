// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { api } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import { makeStyles } from '@material-ui/core/styles';
import { toneColour } from '../../shared/Toned';

const useStyles = makeStyles(theme => ({
  list: {
    margin: 0,
    paddingLeft: theme.spacing(2),
    fontSize: '0.8125rem',
    overflowWrap: 'anywhere',
  },
  soft: {
    color: toneColour('neutral', theme.palette.type),
    fontSize: '0.8125rem',
    overflowWrap: 'anywhere',
  },
}));

/** What says so, one line each. */
export function Evidence(props: { lines: string[] }) {
  const classes = useStyles();
  return (
    <ul className={classes.list}>
      {props.lines.map(line => (
        <li key={line}>{line}</li>
      ))}
    </ul>
  );
}

/** Tools that hold a definition, each with what gives it away. */
export function Definers(props: { definers: api.Definer[] }) {
  const classes = useStyles();
  if (props.definers.length === 0) {
    return <span className={classes.soft}>no tool that is known</span>;
  }
  return (
    <>
      {props.definers.map(({ tool, evidence }) => (
        <div key={`${tool} ${evidence}`}>
          {tool} <span className={classes.soft}>({evidence})</span>
        </div>
      ))}
    </>
  );
}
