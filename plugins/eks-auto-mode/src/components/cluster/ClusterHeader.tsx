// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { Link } from '@backstage/core-components';
import type { api } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import Typography from '@material-ui/core/Typography';
import { makeStyles } from '@material-ui/core/styles';
import { useUrlState } from '../../hooks/useUrlState';
import { account, count } from '../../words/amounts';
import { GuardedButton } from '../shared/GuardedButton';
import { Linked } from '../shared/Linked';
import { VerdictChip } from '../shared/VerdictChip';
import { Owner } from '../shared/Owner';
import { Freshness } from './Freshness';
import { toneColour } from '../shared/Toned';

const useStyles = makeStyles(theme => ({
  top: {
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'flex-start',
    justifyContent: 'space-between',
    gap: theme.spacing(2),
  },
  name: { margin: 0, fontSize: '1.5rem', fontWeight: 600 },
  facts: { color: toneColour('neutral', theme.palette.type), margin: 0 },
  actions: {
    display: 'flex',
    flexWrap: 'wrap',
    gap: theme.spacing(2),
    alignItems: 'flex-start',
  },
  verdict: {
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    gap: theme.spacing(2),
    margin: theme.spacing(1.5, 0, 0.5),
  },
  headline: { fontSize: '1.125rem', margin: theme.spacing(0.5, 0) },
  score: {
    marginLeft: 'auto',
    color: toneColour('neutral', theme.palette.type),
  },
}));

/** The cluster in one glance: what it is, how it stands, how old that is, what one can do next. */
export function ClusterHeader(props: {
  detail: api.ClusterDetail;
  refresh?: api.Refresh;
  onRefresh: () => void;
}) {
  const classes = useStyles();
  const url = useUrlState();
  const { summary, headline, permissions } = props.detail;
  const { counts, activeRun } = summary;
  const facts = [
    summary.version && `EKS ${summary.version}`,
    summary.region,
    account(summary.accountId),
    summary.environment && `environment ${summary.environment}`,
  ].filter(Boolean);
  const list = (
    severity: api.Severity,
    n: number,
    one: string,
    many?: string,
  ) =>
    n > 0 && (
      <Link to={url.href({ tab: 'readiness', severity })}>
        {count(n, one, many)}
      </Link>
    );
  let planReason: string | undefined;
  if (summary.verdict === 'migrated' && !activeRun) {
    planReason = 'This cluster is migrated already.';
  } else if (!summary.readAt) {
    planReason = 'Assess the cluster first: a plan stands on what was read.';
  } else if (summary.verdict === 'unreachable') {
    planReason =
      'The cluster could not be read, and a plan stands on what was read. What to do about it stands below.';
  } else if (!permissions.plan) {
    planReason =
      'You may not make plans for this cluster (eks-auto-mode.cluster.plan). Ask its owner.';
  }
  return (
    <div>
      <div className={classes.top}>
        <div>
          <Typography component="h2" className={classes.name}>
            {summary.name}
          </Typography>
          <p className={classes.facts}>
            {facts.join(' · ')} · owned by <Owner owner={summary.owner} />
          </p>
        </div>
        <div className={classes.actions}>
          <Freshness
            readAt={summary.readAt}
            stale={summary.stale}
            refresh={props.refresh}
            allowed={permissions.assess}
            onRefresh={props.onRefresh}
          />
          {activeRun ? (
            <GuardedButton
              variant="contained"
              color="primary"
              onClick={() =>
                url.set(
                  { tab: 'migration', run: activeRun.id, plan: undefined },
                  { push: true },
                )
              }
            >
              Open the run
            </GuardedButton>
          ) : (
            <GuardedButton
              variant="contained"
              color="primary"
              reason={planReason}
              onClick={() =>
                url.set(
                  { tab: 'migration', run: undefined, plan: undefined },
                  { push: true },
                )
              }
            >
              Plan a migration
            </GuardedButton>
          )}
        </div>
      </div>
      <div className={classes.verdict}>
        <VerdictChip verdict={summary.verdict} />
        {counts && (
          <>
            {list('blocker', counts.blocker, 'blocker')}
            {list('warning', counts.warning, 'warning')}
            {list(
              'unknown',
              counts.unknown,
              'could not be read',
              'could not be read',
            )}
          </>
        )}
        {summary.score !== undefined && (
          <span className={classes.score}>
            score {summary.score}
            {summary.confidence !== undefined &&
              `, confidence ${summary.confidence} %`}
          </span>
        )}
      </div>
      <p className={classes.headline}>
        <Linked
          text={headline}
          links={[
            {
              words: /\d+ things?(?= blocks?)/,
              to: url.href({ tab: 'readiness', severity: 'blocker' }),
            },
            {
              words: /\d+ things? to look at/,
              to: url.href({ tab: 'readiness', severity: 'warning' }),
            },
            {
              words: /\d+ checks? could not be made/,
              to: url.href({ tab: 'readiness', severity: 'unknown' }),
            },
          ]}
        />
      </p>
    </div>
  );
}
