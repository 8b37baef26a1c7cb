// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { Link } from '@backstage/core-components';
import type { api } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import { makeStyles } from '@material-ui/core/styles';
import { Nothing } from '../shared/Nothing';
import { Owner } from '../shared/Owner';
import { Panel } from '../shared/Panel';
import { Time } from '../shared/Time';
import { toneColour } from '../shared/Toned';
import { useFew } from '../shared/useFew';

const kinds: Record<api.Attention['kind'], { word: string; view: string }> = {
  blocked: { word: 'Blocked', view: 'readiness' },
  'overdue-backup': { word: 'Backup overdue', view: 'backups' },
  'waiting-approval': { word: 'Waits for approval', view: 'migration' },
  'run-blocked': { word: 'Run blocked', view: 'migration' },
  unreachable: { word: 'Unreachable', view: 'readiness' },
};

const useStyles = makeStyles(theme => ({
  list: { margin: 0, padding: 0, listStyle: 'none' },
  item: {
    padding: theme.spacing(1, 0),
    borderTop: `1px solid ${theme.palette.divider}`,
    '&:first-child': { borderTop: 'none' },
  },
  soft: {
    color: toneColour('neutral', theme.palette.type),
    fontSize: '0.875rem',
  },
}));

/** What waits for a person, worst and oldest first. */
export function NeedsAttention(props: {
  attention: api.Attention[];
  /** How much waits, listed or not. */
  count: number;
  ownerOf: (clusterId: string) => string | undefined;
  linkOf: (clusterId: string, view: string) => string | undefined;
}) {
  const classes = useStyles();
  const { shown, more } = useFew(props.attention);
  const unlisted = props.count - props.attention.length;
  return (
    <Panel title={`Needs attention (${props.count})`} level="h2">
      {props.attention.length === 0 ? (
        <Nothing title="Nothing waits for anybody" heading="h3">
          Blocked clusters, overdue backups and runs that wait appear here.
        </Nothing>
      ) : (
        <ul className={classes.list}>
          {shown.map((item, i) => {
            const { word, view } = kinds[item.kind];
            const to = props.linkOf(item.clusterId, view);
            return (
              <li key={i} className={classes.item}>
                <strong>
                  {to ? (
                    <Link to={to}>{item.clusterName}</Link>
                  ) : (
                    item.clusterName
                  )}
                </strong>{' '}
                · {word}
                {item.since && (
                  <span className={classes.soft}>
                    {' '}
                    since <Time at={item.since} />
                  </span>
                )}
                <div className={classes.soft}>
                  {item.message} · owned by{' '}
                  <Owner owner={props.ownerOf(item.clusterId)} />
                </div>
              </li>
            );
          })}
        </ul>
      )}
      {more}
      {unlisted > 0 && !more && (
        <div className={classes.soft}>
          and {unlisted} more; choose a verdict above to see whose clusters they
          are in the table
        </div>
      )}
    </Panel>
  );
}
