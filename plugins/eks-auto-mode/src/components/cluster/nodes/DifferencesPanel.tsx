// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { useApi } from '@backstage/core-plugin-api';
import type { api } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import Checkbox from '@material-ui/core/Checkbox';
import { makeStyles } from '@material-ui/core/styles';
import { eksAutoModeApiRef } from '../../../api/EksAutoModeApi';
import { useAction } from '../../../hooks/useAction';
import { useId } from '../../../hooks/useId';
import { count } from '../../../words/amounts';
import { Failure } from '../../shared/Failure';
import { Actor } from '../../shared/Owner';
import { Panel } from '../../shared/Panel';
import { Time } from '../../shared/Time';
import { toneColour } from '../../shared/Toned';

const useStyles = makeStyles(theme => ({
  root: { '& > * + *': { marginTop: theme.spacing(2) } },
  heading: { margin: 0, fontSize: '1rem', fontWeight: 600 },
  list: { listStyle: 'none', margin: 0, padding: 0 },
  item: {
    display: 'flex',
    alignItems: 'flex-start',
    padding: theme.spacing(1, 0),
    borderTop: `1px solid ${theme.palette.divider}`,
  },
  box: { padding: theme.spacing(0, 1, 0, 0) },
  words: {
    display: 'grid',
    gridTemplateColumns: 'max-content 1fr',
    columnGap: theme.spacing(1.5),
    margin: theme.spacing(0.5, 0),
    '& dt': { color: toneColour('neutral', theme.palette.type) },
    '& dd': { margin: 0, overflowWrap: 'anywhere' },
  },
  soft: { color: toneColour('neutral', theme.palette.type), margin: 0 },
}));

function Item(props: {
  clusterId: string;
  source: api.NodeSource;
  difference: api.Difference;
  mayTick: boolean;
  onChanged: () => void;
}) {
  const { clusterId, source, difference, mayTick } = props;
  const classes = useStyles();
  const client = useApi(eksAutoModeApiRef);
  const id = useId('difference');
  const { tick } = difference;
  const action = useAction(async () => {
    await client.tickDifference(clusterId, {
      source: source.id,
      difference: difference.id,
      done: !tick,
    });
    props.onChanged();
  });
  return (
    <li className={classes.item}>
      <Checkbox
        color="primary"
        className={classes.box}
        checked={tick !== undefined}
        disabled={!mayTick || action.busy}
        onChange={() => action.run()}
        inputProps={{
          'aria-label': `${difference.title} on ${source.name}: dealt with`,
          'aria-describedby': id,
        }}
      />
      <div id={id}>
        <strong>{difference.title}</strong>
        <dl className={classes.words}>
          <dt>Today</dt>
          <dd>{difference.now}</dd>
          <dt>Auto Mode</dt>
          <dd>{difference.after}</dd>
          <dt>To do</dt>
          <dd>{difference.todo}</dd>
        </dl>
        {tick && (
          <p className={classes.soft}>
            Dealt with, says <Actor actor={tick.by} />, <Time at={tick.at} />
            {tick.comment && `: ${tick.comment}`}
          </p>
        )}
        {action.error && <Failure what="Ticking" error={action.error} />}
      </div>
    </li>
  );
}

/** What will be different for what runs on each source: a list that its owner ticks off. */
export function DifferencesPanel(props: {
  clusterId: string;
  sources: api.NodeSource[];
  mayTick: boolean;
  onChanged: () => void;
}) {
  const classes = useStyles();
  const sources = props.sources.filter(one => one.differences.length > 0);
  if (sources.length === 0) {
    return null;
  }
  const all = sources.flatMap(one => one.differences);
  const done = all.filter(one => one.tick).length;
  return (
    <Panel title="What will be different">
      <div className={classes.root}>
        <p className={classes.soft} aria-live="polite">
          {done} of {count(all.length, 'difference')} dealt with. A tick says
          that somebody looked at it; it changes no verdict, and it lapses when
          what it is about changes.
          {!props.mayTick &&
            ' You may not tick here: that needs the right to accept findings of this cluster.'}
        </p>
        {sources.map(source => (
          <section key={source.id} aria-label={`Differences of ${source.name}`}>
            <h4 className={classes.heading}>{source.name}</h4>
            <ul className={classes.list}>
              {source.differences.map(difference => (
                <Item
                  key={difference.id}
                  clusterId={props.clusterId}
                  source={source}
                  difference={difference}
                  mayTick={props.mayTick}
                  onChanged={props.onChanged}
                />
              ))}
            </ul>
          </section>
        ))}
      </div>
    </Panel>
  );
}
