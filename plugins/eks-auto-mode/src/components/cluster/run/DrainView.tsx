// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { api } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import Button from '@material-ui/core/Button';
import { makeStyles } from '@material-ui/core/styles';
import { useState } from 'react';
import { count } from '../../../words/amounts';
import { Time } from '../../shared/Time';
import { BlockedPods } from './BlockedPods';
import { DrainLegend } from './DrainLegend';
import { DrainNodeBar } from './DrainNodeBar';
import { toneColour } from '../../shared/Toned';

const FIRST = 20;

const useStyles = makeStyles(theme => ({
  root: { '& > * + *': { marginTop: theme.spacing(2) } },
  numbers: {
    display: 'flex',
    flexWrap: 'wrap',
    gap: theme.spacing(1, 3),
    margin: 0,
    '& div': { display: 'flex', gap: theme.spacing(0.75) },
    '& dt': { color: toneColour('neutral', theme.palette.type) },
    '& dd': { margin: 0, fontWeight: 600 },
  },
  columns: {
    display: 'grid',
    gridTemplateColumns: 'repeat(auto-fit, minmax(260px, 1fr))',
    gap: theme.spacing(3),
    '& h4': { margin: 0, fontSize: '0.9375rem' },
    '& ul': { margin: 0, padding: 0 },
  },
}));

function Nodes(props: {
  title: string;
  nodes: api.DrainNode[];
  empty: string;
}) {
  const [all, setAll] = useState(false);
  const { nodes } = props;
  // What blocks comes first, then the fullest.
  const sorted = [...nodes].sort(
    (a, b) =>
      Number(b.pods.some(p => p.state === 'blocked')) -
        Number(a.pods.some(p => p.state === 'blocked')) ||
      b.pods.length - a.pods.length ||
      a.name.localeCompare(b.name),
  );
  const shown = all ? sorted : sorted.slice(0, FIRST);
  const pods = nodes.reduce((n, node) => n + node.pods.length, 0);
  return (
    <div>
      <h4>
        {props.title}: {count(nodes.length, 'node')}, {count(pods, 'pod')}
      </h4>
      {nodes.length === 0 ? (
        <p>{props.empty}</p>
      ) : (
        <ul>
          {shown.map(node => (
            <DrainNodeBar key={node.name} node={node} />
          ))}
        </ul>
      )}
      {shown.length < nodes.length && (
        <Button size="small" onClick={() => setAll(true)}>
          Show all {nodes.length} nodes
        </Button>
      )}
    </div>
  );
}

/** Pods on their way: old nodes beside Auto nodes, and what holds whom up. */
export function DrainView(props: { drain: api.DrainView }) {
  const { drain } = props;
  const classes = useStyles();
  const blocked = drain.nodes
    .flatMap(node => node.pods)
    .filter(pod => pod.state === 'blocked');
  return (
    <div className={classes.root}>
      <dl className={classes.numbers}>
        <div>
          <dt>evicted</dt>
          <dd>{drain.evicted.toLocaleString('en-US')}</dd>
        </div>
        <div>
          <dt>remaining</dt>
          <dd>{drain.remaining.toLocaleString('en-US')}</dd>
        </div>
        <div>
          <dt>refused</dt>
          <dd>{drain.refused.toLocaleString('en-US')}</dd>
        </div>
        <div>
          <dt>pods a minute</dt>
          <dd>{Math.round(drain.perMinute * 10) / 10}</dd>
        </div>
        <div>
          <dt>predicted end</dt>
          <dd>
            {drain.predictedEnd ? (
              <Time at={drain.predictedEnd} />
            ) : (
              'not known yet'
            )}
          </dd>
        </div>
        <div>
          <dt>as of</dt>
          <dd>
            <Time at={drain.at} />
          </dd>
        </div>
      </dl>
      {blocked.length > 0 && <BlockedPods pods={blocked} />}
      <DrainLegend />
      <div className={classes.columns}>
        <Nodes
          title="Old nodes"
          nodes={drain.nodes.filter(n => n.side === 'old')}
          empty={
            drain.nodes.length === 0
              ? 'The nodes are being read.'
              : 'No old node is left.'
          }
        />
        <Nodes
          title="Auto nodes"
          nodes={drain.nodes.filter(n => n.side === 'auto')}
          empty="None yet: Auto Mode adds one when the first pod needs it."
        />
      </div>
    </div>
  );
}
