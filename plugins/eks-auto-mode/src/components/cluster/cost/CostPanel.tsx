// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { Progress } from '@backstage/core-components';
import { useApi } from '@backstage/core-plugin-api';
import type { api } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import { makeStyles } from '@material-ui/core/styles';
import { eksAutoModeApiRef } from '../../../api/EksAutoModeApi';
import { useLoaded } from '../../../hooks/useLoaded';
import { useUrlState } from '../../../hooks/useUrlState';
import { count, dollars } from '../../../words/amounts';
import { Failure } from '../../shared/Failure';
import { Panel } from '../../shared/Panel';
import { CostAssumptions, assumptionsIn } from './CostAssumptions';
import { CostTable } from './CostTable';
import { OwnerCosts } from './OwnerCosts';
import { worthWords } from './worthWords';
import { toneColour } from '../../shared/Toned';

const useStyles = makeStyles(theme => ({
  root: { '& > * + *': { marginTop: theme.spacing(2) } },
  soft: {
    color: toneColour('neutral', theme.palette.type),
    margin: theme.spacing(2, 0, 0),
  },
  answer: { margin: 0, fontSize: '1.0625rem' },
  list: { margin: 0, paddingLeft: theme.spacing(2.5) },
}));

/** Where the prices are from. */
function basisWords({ basis, priceTable }: api.ClusterCost): string {
  const guesses = [
    ...(priceTable
      ? [
          `On-demand prices that AWS’ price list did not give are of an older table (${priceTable}).`,
        ]
      : []),
    ...(basis === 'rule'
      ? [
          'Where the price list does not name the fee, 12 % of the on-demand price is taken.',
        ]
      : []),
  ];
  return guesses.length === 0
    ? 'Prices are those of AWS’ price list.'
    : [...guesses, 'Take it as an estimate.'].join(' ');
}

/** Whether the move pays, what it costs today and after, and whose that is. */
export function CostPanel(props: { clusterId: string; readAt: string }) {
  const { clusterId, readAt } = props;
  const classes = useStyles();
  const client = useApi(eksAutoModeApiRef);
  const url = useUrlState();
  const assumptions = assumptionsIn(url);
  const cost = useLoaded(
    `${clusterId} ${readAt} ${JSON.stringify(assumptions)}`,
    signal => client.getClusterCost(clusterId, assumptions, signal),
  );
  const { value } = cost;
  return (
    <Panel title="Is it worth it?">
      <div className={classes.root}>
        {cost.error && (
          <Failure what="The cost" error={cost.error} onRetry={cost.reload} />
        )}
        {!value && !cost.error && <Progress />}
        {value && (
          <>
            <p className={classes.answer} aria-live="polite">
              <strong>{worthWords[value.worth]}.</strong>{' '}
              {value.because.join(' ')}
            </p>
            <CostTable cost={value} />
            <p className={classes.soft}>
              {count(value.nodesNow, 'node')} today, {value.nodesAfter} in the
              simulation, which packs the pods’ requests and is no promise. Old
              and new nodes side by side: about{' '}
              {dollars(value.doubleRunningDay)} a day more. {basisWords(value)}
            </p>
            {value.notCounted.length > 0 && (
              <section aria-label="What is not counted">
                <strong>What is not counted</strong>
                <ul className={classes.list}>
                  {value.notCounted.map(({ what, why }) => (
                    <li key={what}>
                      {what}: {why}
                    </li>
                  ))}
                </ul>
              </section>
            )}
            <CostAssumptions
              key={JSON.stringify(assumptions)}
              assumptions={assumptions}
            />
            {value.doesNotSave.length > 0 && (
              <section aria-label="What the move does not save">
                <strong>What the move does not save</strong>
                <ul className={classes.list}>
                  {value.doesNotSave.map(line => (
                    <li key={line}>{line}</li>
                  ))}
                </ul>
              </section>
            )}
            <OwnerCosts owners={value.owners} />
          </>
        )}
      </div>
    </Panel>
  );
}
