// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { Link } from '@backstage/core-components';
import { useApi } from '@backstage/core-plugin-api';
import type { api } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import Button from '@material-ui/core/Button';
import Dialog from '@material-ui/core/Dialog';
import DialogActions from '@material-ui/core/DialogActions';
import DialogContent from '@material-ui/core/DialogContent';
import DialogTitle from '@material-ui/core/DialogTitle';
import { useState } from 'react';
import { eksAutoModeApiRef } from '../../api/EksAutoModeApi';
import { useId } from '../../hooks/useId';
import { count } from '../../words/amounts';
import { failureWords } from '../shared/Failure';
import { GuardedButton } from '../shared/GuardedButton';
import { LiveRegion } from '../shared/LiveRegion';
import { asError } from '../../words/asError';

type Outcome =
  | { state: 'making' }
  | { state: 'made'; plan: api.Plan }
  | { state: 'refused'; why: string };

/** Makes a plan for each chosen cluster, one after another; one that fails does not stop the rest. */
export function PlanForSelected(props: {
  clusters: api.ClusterSummary[];
  planLink: (clusterId: string, planId: string) => string | undefined;
  onDone: () => void;
}) {
  const client = useApi(eksAutoModeApiRef);
  const id = useId('plan-selected');
  const [open, setOpen] = useState(false);
  const [busy, setBusy] = useState(false);
  const [outcomes, setOutcomes] = useState<Record<string, Outcome>>({});
  const { clusters } = props;
  const set = (clusterId: string, outcome: Outcome) =>
    setOutcomes(old => ({ ...old, [clusterId]: outcome }));
  const make = async () => {
    setBusy(true);
    for (const cluster of clusters) {
      set(cluster.id, { state: 'making' });
      try {
        const plan = await client.makePlan(cluster.id, {});
        set(cluster.id, { state: 'made', plan });
      } catch (failure) {
        const error = asError(failure);
        set(cluster.id, { state: 'refused', why: failureWords(error).text });
      }
    }
    setBusy(false);
    props.onDone();
  };
  const words = (cluster: api.ClusterSummary) => {
    const outcome = outcomes[cluster.id];
    switch (outcome?.state) {
      case 'making':
        return 'the plan is being made…';
      case 'refused':
        return `no plan: ${outcome.why}`;
      case 'made': {
        const to = props.planLink(cluster.id, outcome.plan.id);
        const text = `plan ${outcome.plan.number}, ${count(
          outcome.plan.steps.length,
          'step',
        )}`;
        const blocked = outcome.plan.blockedBy.length;
        return (
          <>
            {to ? <Link to={to}>{text}</Link> : text}
            {blocked > 0 && `, blocked by ${count(blocked, 'finding')}`}
          </>
        );
      }
      default:
        return 'waits';
    }
  };
  const ended = Object.keys(outcomes).length > 0 && !busy;
  return (
    <>
      <GuardedButton
        variant="contained"
        color="primary"
        onClick={() => {
          setOutcomes({});
          setOpen(true);
        }}
        reason={
          clusters.length === 0
            ? 'Choose clusters in the table first.'
            : undefined
        }
      >
        {clusters.length > 0
          ? `Plan for ${clusters.length} selected`
          : 'Plan for selected'}
      </GuardedButton>
      <Dialog
        open={open}
        onClose={busy ? undefined : () => setOpen(false)}
        aria-labelledby={id}
        fullWidth
      >
        <DialogTitle id={id}>
          Make a plan for {count(clusters.length, 'cluster')}
        </DialogTitle>
        <DialogContent>
          <p>
            Making a plan changes nothing on a cluster. Each plan is approved on
            its own cluster’s page, by its owner.
          </p>
          <ul>
            {clusters.map(cluster => (
              <li key={cluster.id}>
                <strong>{cluster.name}</strong>: {words(cluster)}
              </li>
            ))}
          </ul>
          <LiveRegion>{ended ? 'All plans were tried.' : ''}</LiveRegion>
        </DialogContent>
        <DialogActions>
          <Button onClick={() => setOpen(false)} disabled={busy}>
            {ended ? 'Close' : 'Cancel'}
          </Button>
          {!ended && (
            <Button
              color="primary"
              variant="contained"
              onClick={make}
              disabled={busy}
            >
              Make {count(clusters.length, 'plan')}
            </Button>
          )}
        </DialogActions>
      </Dialog>
    </>
  );
}
