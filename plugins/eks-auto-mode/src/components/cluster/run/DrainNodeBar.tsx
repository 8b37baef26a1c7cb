// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { api } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import Tooltip from '@material-ui/core/Tooltip';
import { makeStyles, useTheme } from '@material-ui/core/styles';
import { count } from '../../../words/amounts';
import { toneColour } from '../../shared/Toned';
import { podTones, podWords } from './podWords';

const MOST = 60;

const useStyles = makeStyles(theme => ({
  node: {
    padding: theme.spacing(0.75, 0),
    borderTop: `1px solid ${theme.palette.divider}`,
  },
  head: {
    display: 'flex',
    justifyContent: 'space-between',
    flexWrap: 'wrap',
    gap: theme.spacing(0, 1),
    fontSize: '0.8125rem',
  },
  soft: { color: toneColour('neutral', theme.palette.type) },
  bar: { display: 'flex', flexWrap: 'wrap', gap: 2, marginTop: 4 },
  pod: { width: 12, height: 14, borderRadius: 2 },
}));

function summary(node: api.DrainNode): string {
  const by = (state: api.DrainPod['state']) =>
    node.pods.filter(p => p.state === state).length;
  const blocked = by('blocked');
  return [
    count(node.pods.length, 'pod'),
    by('evicting') && `${by('evicting')} leaving`,
    blocked && `${blocked} blocked`,
  ]
    .filter(Boolean)
    .join(', ');
}

/** A node as a bar of its pods; what blocks is red and says so. */
export function DrainNodeBar(props: { node: api.DrainNode }) {
  const { node } = props;
  const classes = useStyles();
  const { type } = useTheme().palette;
  const shown = node.pods.slice(0, MOST);
  return (
    <li className={classes.node} style={{ listStyle: 'none' }}>
      <div className={classes.head}>
        <span>
          <strong>{node.name}</strong>{' '}
          <span className={classes.soft}>
            {[node.instanceType, node.zone, node.cordoned && 'cordoned']
              .filter(Boolean)
              .join(' · ')}
          </span>
        </span>
        <span className={classes.soft}>{summary(node)}</span>
      </div>
      <div className={classes.bar} aria-hidden>
        {shown.map(pod => (
          <Tooltip
            key={`${pod.namespace}/${pod.name}`}
            title={`${pod.namespace}/${pod.name} ${podWords[pod.state]}${
              pod.blocked ? `: ${pod.blocked.what}` : ''
            }`}
          >
            <span
              className={classes.pod}
              style={{ background: toneColour(podTones[pod.state], type) }}
            />
          </Tooltip>
        ))}
        {node.pods.length > MOST && (
          <span className={classes.soft}>+{node.pods.length - MOST}</span>
        )}
      </div>
    </li>
  );
}
