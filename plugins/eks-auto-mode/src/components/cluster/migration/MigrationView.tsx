// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { useEffect } from 'react';
import { Link, Progress } from '@backstage/core-components';
import { useApi } from '@backstage/core-plugin-api';
import type { api } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import { makeStyles } from '@material-ui/core/styles';
import { eksAutoModeApiRef } from '../../../api/EksAutoModeApi';
import { useLoaded } from '../../../hooks/useLoaded';
import { useUrlState } from '../../../hooks/useUrlState';
import { Failure } from '../../shared/Failure';
import { Nothing } from '../../shared/Nothing';
import { RunView } from '../run/RunView';
import { MakePlanForm } from './MakePlanForm';
import { PlanList } from './PlanList';
import { PlanView } from './PlanView';

const useStyles = makeStyles(theme => ({
  root: { '& > * + *': { marginTop: theme.spacing(2) } },
}));

/**
 * The migration of a cluster. The URL may name a run or a plan; otherwise it shows the run that is
 * active, else the plan that waits for approval, else the way to make one.
 */
export function MigrationView(props: {
  detail: api.ClusterDetail;
  onChanged: () => void;
}) {
  const { summary, permissions } = props.detail;
  const classes = useStyles();
  const client = useApi(eksAutoModeApiRef);
  const url = useUrlState();
  const plans = useLoaded(
    `${summary.id} ${summary.activeRun?.id ?? ''}`,
    signal => client.listPlans(summary.id, signal),
  );
  const chosenPlan = url.get('plan');
  const { get, set } = url;
  const activeId = summary.activeRun?.id;
  // A run that is watched stays on screen, and says how it went, once it is active no more.
  useEffect(() => {
    if (activeId && !get('run') && !get('plan')) {
      set({ run: activeId });
    }
  }, [activeId, get, set]);
  const runId = url.get('run') ?? (chosenPlan ? undefined : activeId);
  if (runId) {
    return (
      <RunView
        runId={runId}
        permissions={permissions}
        onChanged={props.onChanged}
      />
    );
  }
  if (!plans.value) {
    return plans.error ? (
      <Failure what="Plans" error={plans.error} onRetry={plans.reload} />
    ) : (
      <Progress />
    );
  }
  const changed = () => {
    plans.reload();
    props.onChanged();
  };
  const newest = plans.value.find(p => p.state === 'open');
  const planId = chosenPlan === 'new' ? undefined : chosenPlan ?? newest?.id;
  if (planId) {
    return (
      <div className={classes.root}>
        <Link to={url.href({ tab: 'migration', plan: 'new' })}>
          ← Plans, and make another
        </Link>
        <PlanView
          planId={planId}
          permissions={permissions}
          onChanged={changed}
        />
      </div>
    );
  }
  return (
    <div className={classes.root}>
      {summary.verdict === 'migrated' ? (
        <Nothing title={`${summary.name} is migrated`}>
          Auto Mode runs its nodes. Nothing is left to plan;{' '}
          <Link to={url.href({ tab: 'history' })}>see how it went</Link>.
        </Nothing>
      ) : (
        <MakePlanForm
          detail={props.detail}
          onMade={plan => {
            changed();
            url.set({ plan: plan.id }, { push: true });
          }}
        />
      )}
      <PlanList plans={plans.value} />
    </div>
  );
}
