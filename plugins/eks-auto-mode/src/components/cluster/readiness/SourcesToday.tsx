// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { api } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import { makeStyles } from '@material-ui/core/styles';
import { Link } from '@backstage/core-components';
import { useUrlState } from '../../../hooks/useUrlState';
import { count } from '../../../words/amounts';
import { sourceTypeWords } from '../../../words/sources';
import { subjectName } from '../../../words/subject';
import { Column, DataTable } from '../../shared/DataTable';
import { Nothing } from '../../shared/Nothing';
import { Panel } from '../../shared/Panel';
import { toneColour } from '../../shared/Toned';

const useStyles = makeStyles(theme => ({
  bar: { display: 'inline-flex', gap: 2, flexWrap: 'wrap', maxWidth: 160 },
  node: {
    width: 8,
    height: 14,
    borderRadius: 2,
    background: toneColour('neutral', theme.palette.type),
  },
  reasons: { margin: 0, paddingLeft: theme.spacing(2) },
}));

const MOST_BARS = 30;

function Becomes(props: { source: api.Source }) {
  const { inTheWay = [] } = props.source;
  const classes = useStyles();
  return (
    <>
      <Decision source={props.source} />
      {inTheWay.length > 0 && (
        <>
          <div>as far as is known:</div>
          <ul className={classes.reasons}>
            {inTheWay.map(what => (
              <li key={what}>{what}</li>
            ))}
          </ul>
        </>
      )}
    </>
  );
}

function Decision(props: { source: api.Source }) {
  const { source } = props;
  const classes = useStyles();
  if (source.type === 'auto') {
    return <>is Auto Mode already</>;
  }
  if (source.decision === 'move') {
    return (
      <>
        →{' '}
        {source.pools.length
          ? `becomes NodePool ${source.pools.join(', ')}`
          : 'moves to Auto Mode'}
      </>
    );
  }
  return (
    <>
      <strong>is kept</strong>, because
      <ul className={classes.reasons}>
        {source.keptBecause.map((kept, i) => (
          <li key={i}>
            {kept.reason}
            {kept.subject && ` (${subjectName(kept.subject)})`}
          </li>
        ))}
      </ul>
    </>
  );
}

/** What nodes come from today, and what takes their place. */
export function SourcesToday(props: {
  sources: api.Source[];
  title: string;
  /** There may be nodes of which nobody can say what becomes. */
  open?: boolean;
}) {
  const classes = useStyles();
  const url = useUrlState();
  const columns: Column<api.Source>[] = [
    {
      id: 'source',
      header: 'Nodes today',
      names: true,
      render: s => (
        <>
          <strong>{s.name}</strong>
          <br />
          {sourceTypeWords[s.type]}
          {s.definedBy && `, defined by ${s.definedBy}`}
        </>
      ),
      value: s => s.name,
    },
    {
      id: 'nodes',
      header: 'Size',
      render: s => (
        <>
          {count(s.nodes, 'node')}
          {s.instanceTypes.length > 0 && ` × ${s.instanceTypes.join(', ')}`}
          <br />
          <span className={classes.bar} aria-hidden>
            {Array.from({ length: Math.min(s.nodes, MOST_BARS) }, (_, i) => (
              <span key={i} className={classes.node} />
            ))}
            {s.nodes > MOST_BARS && '…'}
          </span>
        </>
      ),
      value: s => s.nodes,
    },
    {
      id: 'pods',
      header: 'Pods',
      align: 'right',
      render: s => s.pods.toLocaleString('en-US'),
      value: s => s.pods,
    },
    {
      id: 'becomes',
      header: 'With Auto Mode',
      render: s => <Becomes source={s} />,
      value: s => (s.decision === 'move' ? s.pools.join(' ') : 'kept'),
    },
  ];
  return (
    <Panel
      title={props.title}
      action={
        <Link to={url.href({ tab: 'nodes' })}>
          Evidence, addresses and differences
        </Link>
      }
    >
      <DataTable
        caption="What nodes come from today, and what takes their place"
        sortParam="sourceSort"
        name="sources"
        row={['source']}
        columns={columns}
        rows={props.sources}
        rowKey={s => s.id}
        empty={
          props.open ? (
            <Nothing
              title="Nobody can say what becomes of the nodes"
              heading="h4"
            >
              The nodes, or what their pods need, could not be read: what is
              missing stands above with the way to fix it.
            </Nothing>
          ) : (
            <Nothing title="No nodes" heading="h4">
              This cluster has no node group, Karpenter pool or instance.
            </Nothing>
          )
        }
      />
    </Panel>
  );
}
