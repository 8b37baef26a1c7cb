// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { api } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import Alert from '@material-ui/lab/Alert';
import { makeStyles } from '@material-ui/core/styles';
import { bytes, cores, share } from '../../../words/amounts';
import { sourceName } from '../../../words/sources';
import { subjectKind, subjectName } from '../../../words/subject';
import { Column, DataTable } from '../../shared/DataTable';
import { Nothing } from '../../shared/Nothing';
import { Owner } from '../../shared/Owner';
import { Panel } from '../../shared/Panel';
import { toneColour } from '../../shared/Toned';

const useStyles = makeStyles(theme => ({
  root: { '& > * + *': { marginTop: theme.spacing(2) } },
  soft: { color: toneColour('neutral', theme.palette.type), margin: 0 },
}));

interface Compared {
  pods: number;
  requested: api.ComputeAmounts;
  used?: api.ComputeAmounts;
}

/** What a row asks for, and what it uses of that. */
function comparing<Row extends Compared>(): Column<Row>[] {
  return [
    {
      id: 'pods',
      header: 'Pods',
      align: 'right',
      render: one => one.pods.toLocaleString('en-US'),
      value: one => one.pods,
    },
    {
      id: 'cpu',
      header: 'Asks for',
      align: 'right',
      render: one => (
        <>
          {cores(one.requested.cpu)}
          <br />
          {bytes(one.requested.memory)}
        </>
      ),
      value: one => one.requested.cpu,
    },
    {
      id: 'used',
      header: 'Uses',
      align: 'right',
      render: one =>
        one.used ? (
          <>
            {cores(one.used.cpu)}
            <br />
            {bytes(one.used.memory)}
          </>
        ) : (
          'unknown'
        ),
      value: one => one.used?.cpu,
    },
    {
      id: 'share',
      header: 'Of what it asks for',
      align: 'right',
      render: one =>
        one.used ? (
          <>
            {share(one.used.cpu, one.requested.cpu)}
            <br />
            {share(one.used.memory, one.requested.memory)}
          </>
        ) : (
          'unknown'
        ),
      value: one =>
        one.used && one.requested.cpu > 0
          ? one.used.cpu / one.requested.cpu
          : undefined,
    },
  ];
}

const ownerColumns: Column<api.OwnerUsage>[] = [
  {
    id: 'owner',
    header: 'Whose pods',
    names: true,
    render: ({ owner }) => <Owner owner={owner} />,
    value: ({ owner }) => owner ?? 'no owner',
  },
  ...comparing<api.OwnerUsage>(),
];

const workloadColumns: Column<api.WorkloadUsage>[] = [
  {
    id: 'workload',
    header: 'Workload',
    names: true,
    render: ({ subject }) => (
      <>
        {subjectName(subject)}
        <br />
        {subjectKind(subject)}
      </>
    ),
    value: ({ subject }) => subjectName(subject),
  },
  {
    id: 'owner',
    header: 'Owner',
    render: ({ owner }) => <Owner owner={owner} />,
    value: ({ owner }) => owner,
  },
  ...comparing<api.WorkloadUsage>(),
];

const nodeColumns: Column<api.NodeUsage>[] = [
  {
    id: 'node',
    header: 'Node',
    names: true,
    render: n => n.node,
    value: n => n.node,
  },
  {
    id: 'source',
    header: 'Source',
    render: n => (n.source ? sourceName(n.source) : 'unknown'),
    value: n => n.source,
  },
  {
    id: 'has',
    header: 'Has for pods',
    align: 'right',
    render: n => (
      <>
        {cores(n.allocatable.cpu)}
        <br />
        {bytes(n.allocatable.memory)}
      </>
    ),
    value: n => n.allocatable.cpu,
  },
  {
    id: 'asked',
    header: 'Asked for',
    align: 'right',
    render: n => (
      <>
        {share(n.requested.cpu, n.allocatable.cpu)}
        <br />
        {share(n.requested.memory, n.allocatable.memory)}
      </>
    ),
    value: n =>
      n.allocatable.cpu > 0 ? n.requested.cpu / n.allocatable.cpu : undefined,
  },
  {
    id: 'used',
    header: 'Used',
    align: 'right',
    render: n =>
      n.used ? (
        <>
          {share(n.used.cpu, n.allocatable.cpu)}
          <br />
          {share(n.used.memory, n.allocatable.memory)}
        </>
      ) : (
        'unknown'
      ),
    value: n =>
      n.used && n.allocatable.cpu > 0
        ? n.used.cpu / n.allocatable.cpu
        : undefined,
  },
  {
    id: 'pods',
    header: 'Pods',
    align: 'right',
    render: n => n.pods,
    value: n => n.pods,
  },
];

/** What pods ask for against what they use: by owner, by workload, by node. */
export function UsagePanel(props: {
  usage: api.Usage;
  /** Whether the pods could not be read: then nobody knows what they ask for. */
  unread: boolean;
}) {
  const { usage } = props;
  const classes = useStyles();
  return (
    <Panel title="What pods ask for, and what they use">
      <div className={classes.root}>
        {usage.state === 'unknown' ? (
          <Alert severity="info">
            <strong>What is used is not known.</strong> {usage.why}{' '}
            {usage.remedy}
          </Alert>
        ) : (
          <p className={classes.soft}>
            One sample, taken when the cluster was read: no average and no peak.
            Nodes are launched for what pods ask for, so asking for less makes
            fewer of them.
          </p>
        )}
        <DataTable
          caption="By owner: processor above, memory below; who asks for most beyond what is used first"
          sortParam="usageSort"
          name="usage-by-owner"
          row={['owner']}
          columns={ownerColumns}
          rows={usage.owners}
          rowKey={one => one.owner ?? 'nobody'}
          empty={
            props.unread ? (
              <Nothing title="The pods could not be read" heading="h4">
                What they ask for is not known. What is missing stands above
                with the way to fix it.
              </Nothing>
            ) : (
              <Nothing title="No pod runs" heading="h4">
                Nothing is asked for, so there is nothing to compare.
              </Nothing>
            )
          }
        />
        {usage.workloads.length > 0 && (
          <DataTable
            caption="Workloads that ask for most beyond what they use"
            sortParam="workloadSort"
            name="usage-by-workload"
            row={['workload']}
            columns={workloadColumns}
            rows={usage.workloads}
            rowKey={one => JSON.stringify(one.subject)}
            pageSize={10}
            empty={null}
          />
        )}
        {usage.nodes.length > 0 && (
          <DataTable
            caption="By node: processor above, memory below"
            sortParam="nodeUsageSort"
            name="usage-by-node"
            row={['node']}
            columns={nodeColumns}
            rows={usage.nodes}
            rowKey={one => one.node}
            pageSize={10}
            empty={null}
          />
        )}
      </div>
    </Panel>
  );
}
