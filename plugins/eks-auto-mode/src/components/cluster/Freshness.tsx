// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { api } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import LinearProgress from '@material-ui/core/LinearProgress';
import RefreshIcon from '@material-ui/icons/Refresh';
import WarningIcon from '@material-ui/icons/Warning';
import { makeStyles } from '@material-ui/core/styles';
import { GuardedButton } from '../shared/GuardedButton';
import { LiveRegion } from '../shared/LiveRegion';
import { Time } from '../shared/Time';
import { Toned, toneColour } from '../shared/Toned';

const useStyles = makeStyles(theme => ({
  root: { minWidth: 200 },
  line: {
    display: 'flex',
    alignItems: 'center',
    gap: theme.spacing(1),
    color: toneColour('neutral', theme.palette.type),
    flexWrap: 'wrap',
  },
}));

function isBusy(refresh?: api.Refresh): boolean {
  return (
    refresh?.state === 'queued' ||
    refresh?.state === 'reading' ||
    refresh?.state === 'judging'
  );
}

/** How old the picture is, beside what it dates, with a button that takes a new one. */
export function Freshness(props: {
  readAt?: string;
  stale: boolean;
  refresh?: api.Refresh;
  allowed: boolean;
  onRefresh: () => void;
}) {
  const classes = useStyles();
  const { refresh } = props;
  const busy = isBusy(refresh);
  let reason: string | undefined;
  if (busy) {
    reason = 'It is being read now.';
  } else if (!props.allowed) {
    reason =
      'You may look at this cluster but not refresh it (eks-auto-mode.cluster.assess).';
  }
  return (
    <div className={classes.root}>
      <div className={classes.line}>
        {props.stale && (
          <Toned
            tone="warning"
            icon={<WarningIcon aria-hidden />}
            means="It was read too long ago to plan with. Refresh it first."
            plain
          >
            Stale
          </Toned>
        )}
        <span>
          {props.readAt ? (
            <>
              Read <Time at={props.readAt} />
            </>
          ) : (
            'Never read'
          )}
        </span>
        <GuardedButton
          size="small"
          startIcon={<RefreshIcon aria-hidden />}
          reason={reason}
          onClick={props.onRefresh}
        >
          Refresh
        </GuardedButton>
      </div>
      {busy && refresh && (
        <>
          <LinearProgress
            aria-label="Reading the cluster"
            variant={refresh.total > 0 ? 'determinate' : 'indeterminate'}
            value={
              refresh.total > 0
                ? (100 * refresh.done) / refresh.total
                : undefined
            }
          />
          <small>
            {refresh.message}
            {refresh.total > 0 && ` (${refresh.done} of ${refresh.total})`}
          </small>
        </>
      )}
      <LiveRegion>
        {(busy && 'The cluster is being read.') ||
          (refresh?.state === 'done' && 'The cluster was read again.') ||
          (refresh?.state === 'failed' &&
            `Reading failed: ${refresh.message}`) ||
          ''}
      </LiveRegion>
    </div>
  );
}
