// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { makeStyles, useTheme } from '@material-ui/core/styles';
import { toneColour } from '../../shared/Toned';
import { POD_STATES, podTones, podWords } from './podWords';

const useStyles = makeStyles(theme => ({
  root: {
    display: 'flex',
    flexWrap: 'wrap',
    gap: theme.spacing(0.5, 2),
    fontSize: '0.8125rem',
    color: toneColour('neutral', theme.palette.type),
    padding: 0,
    listStyle: 'none',
  },
  pod: {
    display: 'inline-block',
    width: 12,
    height: 12,
    borderRadius: 2,
    marginRight: theme.spacing(0.5),
  },
}));

/** What the colours of the bars mean; each bar says it in words too. */
export function DrainLegend() {
  const classes = useStyles();
  const { type } = useTheme().palette;
  return (
    <ul className={classes.root} aria-label="What the colours of pods mean">
      {POD_STATES.map(state => (
        <li key={state}>
          <span
            className={classes.pod}
            style={{ background: toneColour(podTones[state], type) }}
          />
          {podWords[state]}
        </li>
      ))}
    </ul>
  );
}
