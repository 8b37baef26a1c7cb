// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { Link } from '@backstage/core-components';
import type { api } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import { useUrlState } from '../../../hooks/useUrlState';
import { shortDigest } from '../../../words/amounts';
import { Column, DataTable } from '../../shared/DataTable';
import { Actor } from '../../shared/Owner';
import { Panel } from '../../shared/Panel';
import { Time } from '../../shared/Time';

const stateWords: Record<api.PlanSummary['state'], string> = {
  open: 'open for approval',
  approved: 'approved',
  discarded: 'discarded',
  superseded: 'replaced by a newer one',
};

/** Plans made before, newest first. */
export function PlanList(props: { plans: api.PlanSummary[] }) {
  const url = useUrlState();
  if (props.plans.length === 0) {
    return null;
  }
  const columns: Column<api.PlanSummary>[] = [
    {
      id: 'number',
      header: 'Plan',
      names: true,
      render: p => (
        <Link to={url.href({ tab: 'migration', plan: p.id })}>
          Plan {p.number} <code>{shortDigest(p.digest)}</code>
        </Link>
      ),
      value: p => p.number,
    },
    {
      id: 'made',
      header: 'Made',
      render: p => (
        <>
          <Time at={p.createdAt} /> by <Actor actor={p.createdBy} />
        </>
      ),
      value: p => p.createdAt,
    },
    {
      id: 'steps',
      header: 'Steps',
      align: 'right',
      render: p => p.steps,
      value: p => p.steps,
    },
    {
      id: 'state',
      header: 'State',
      render: p =>
        p.runId ? (
          <Link to={url.href({ tab: 'migration', run: p.runId })}>
            {stateWords[p.state]}: open its run
          </Link>
        ) : (
          stateWords[p.state]
        ),
      value: p => p.state,
    },
  ];
  return (
    <Panel title="Plans">
      <DataTable
        caption="Plans of this cluster, newest first"
        sortParam="planSort"
        name="plans"
        row={['plan']}
        columns={columns}
        rows={props.plans}
        rowKey={p => p.id}
        empty={null}
      />
    </Panel>
  );
}
