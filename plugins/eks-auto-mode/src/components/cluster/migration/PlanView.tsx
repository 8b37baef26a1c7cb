// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { Progress } from '@backstage/core-components';
import { useApi } from '@backstage/core-plugin-api';
import type { api } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import { makeStyles } from '@material-ui/core/styles';
import { useState } from 'react';
import { eksAutoModeApiRef } from '../../../api/EksAutoModeApi';
import { useLoaded } from '../../../hooks/useLoaded';
import { useUrlState } from '../../../hooks/useUrlState';
import { Dialogue } from '../../shared/Dialogue';
import { Failure } from '../../shared/Failure';
import { GuardedButton } from '../../shared/GuardedButton';
import { Panel } from '../../shared/Panel';
import { SourcesToday } from '../readiness/SourcesToday';
import { ApproveDialog } from './ApproveDialog';
import { PlanConsequences } from './PlanConsequences';
import { PlanHeader } from './PlanHeader';
import { PlanStepRow } from './PlanStepRow';

const useStyles = makeStyles(theme => ({
  root: { '& > * + *': { marginTop: theme.spacing(2) } },
  steps: { margin: 0, padding: 0 },
}));

/** A plan: every change that a run would make, before anybody approves it. */
export function PlanView(props: {
  planId: string;
  permissions: api.Allowed;
  onChanged: () => void;
}) {
  const { planId, permissions } = props;
  const classes = useStyles();
  const client = useApi(eksAutoModeApiRef);
  const url = useUrlState();
  const [asking, setAsking] = useState<'approve' | 'discard'>();
  const loaded = useLoaded(planId, signal => client.getPlan(planId, signal));
  if (!loaded.value) {
    return loaded.error ? (
      <Failure what="Plan" error={loaded.error} onRetry={loaded.reload} />
    ) : (
      <Progress />
    );
  }
  const plan = loaded.value;
  let approveReason: string | undefined;
  if (plan.state !== 'open') {
    approveReason = `It is ${plan.state}. Make a new plan.`;
  } else if (plan.blockedBy.length > 0) {
    approveReason = 'Something blocks it: see above.';
  } else if (!permissions.approve) {
    approveReason =
      'You may not approve plans for this cluster (eks-auto-mode.cluster.approve). Ask its owner.';
  }
  const actions = (
    <>
      <GuardedButton
        variant="outlined"
        onClick={() => setAsking('discard')}
        reason={
          (plan.state !== 'open' && `It is ${plan.state} already.`) ||
          (!permissions.plan &&
            'You may not discard plans of this cluster (eks-auto-mode.cluster.plan).') ||
          undefined
        }
      >
        Discard
      </GuardedButton>
      <GuardedButton
        variant="contained"
        color="primary"
        onClick={() => setAsking('approve')}
        reason={approveReason}
      >
        Approve…
      </GuardedButton>
    </>
  );
  return (
    <div className={classes.root}>
      <PlanHeader plan={plan} actions={actions} />
      <Panel title={`Steps (${plan.steps.length})`}>
        <ol className={classes.steps}>
          {plan.steps.map((step, i) => (
            <PlanStepRow key={step.id} step={step} number={i + 1} />
          ))}
        </ol>
      </Panel>
      <PlanConsequences plan={plan} />
      <SourcesToday sources={plan.sources} title="Nodes, before and after" />
      <ApproveDialog
        plan={plan}
        open={asking === 'approve'}
        onClose={() => setAsking(undefined)}
        onApprove={async approval => {
          const run = await client.approvePlan(plan.id, approval);
          props.onChanged();
          url.set({ run: run.id, plan: undefined }, { push: true });
        }}
      />
      <Dialogue
        open={asking === 'discard'}
        title={`Discard plan ${plan.number} of ${plan.clusterName}`}
        confirm={`Discard plan ${plan.number}`}
        onClose={() => setAsking(undefined)}
        onConfirm={async () => {
          await client.discardPlan(plan.id);
          props.onChanged();
          url.set({ plan: undefined });
        }}
      >
        <p>
          Nothing on the cluster changes. The plan can no longer be approved;
          you can make a new one at any time.
        </p>
      </Dialogue>
    </div>
  );
}
