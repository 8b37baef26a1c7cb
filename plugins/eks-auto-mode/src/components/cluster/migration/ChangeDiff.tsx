// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { api } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import { makeStyles } from '@material-ui/core/styles';
import { toneColour } from '../../shared/Toned';
import { diffLines } from './diffLines';

const useStyles = makeStyles(theme => ({
  root: {
    border: `1px solid ${theme.palette.divider}`,
    borderRadius: theme.shape.borderRadius,
    margin: theme.spacing(1, 0),
  },
  head: { padding: theme.spacing(1, 1.5) },
  call: {
    color: toneColour('neutral', theme.palette.type),
    fontSize: '0.8125rem',
  },
  diff: {
    margin: 0,
    borderTop: `1px solid ${theme.palette.divider}`,
    padding: theme.spacing(1, 0),
    maxHeight: 360,
    overflow: 'auto',
    fontSize: '0.8125rem',
    lineHeight: 1.5,
    fontFamily: 'Menlo, Consolas, "DejaVu Sans Mono", monospace',
  },
  line: { display: 'block', whiteSpace: 'pre', padding: theme.spacing(0, 1.5) },
  minus: {
    color: toneColour('error', theme.palette.type),
    background: theme.palette.type === 'dark' ? '#3a1a1a' : '#fdecec',
  },
  plus: {
    color: toneColour('ok', theme.palette.type),
    background: theme.palette.type === 'dark' ? '#16301d' : '#e9f7ee',
  },
}));

/** One call that the plan will make: what it is, on what, and before → after. */
export function ChangeDiff(props: { change: api.Change }) {
  const { change } = props;
  const classes = useStyles();
  const shown = diffLines(change.before, change.after);
  return (
    <div className={classes.root}>
      <div className={classes.head}>
        {change.summary}
        <div className={classes.call}>
          <code>{change.api}</code>
          {change.target && (
            <>
              {' on '}
              <code>{change.target}</code>
            </>
          )}
          {change.scope && (
            <>
              {' '}
              on {change.scope.filter}
              {change.scope.source && ` of ${change.scope.source}`}
              {change.scope.pool && ` of pool ${change.scope.pool}`}
            </>
          )}
          {change.maximum !== undefined && `, at most ${change.maximum}`}
        </div>
      </div>
      {shown.length > 0 && (
        <pre
          className={classes.diff}
          // It scrolls, so a keyboard must be able to reach it.
          // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
          tabIndex={0}
          role="region"
          aria-label={`Before and after: ${change.summary}`}
        >
          {shown.map((line, i) => (
            <span
              key={i}
              className={`${classes.line} ${
                { '-': classes.minus, '+': classes.plus, ' ': '' }[line.sign]
              }`}
            >
              {line.sign} {line.text}
            </span>
          ))}
        </pre>
      )}
    </div>
  );
}
