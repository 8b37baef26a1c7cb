// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { stringifyEntityRef } from '@backstage/catalog-model';
import { InfoCard, Progress } from '@backstage/core-components';
import { useApi } from '@backstage/core-plugin-api';
import { useEntity } from '@backstage/plugin-catalog-react';
import type { api } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import { makeStyles } from '@material-ui/core/styles';
import { eksAutoModeApiRef } from '../../api/EksAutoModeApi';
import { useEntityLink } from '../../hooks/useEntityLink';
import { useLoaded } from '../../hooks/useLoaded';
import { Failure } from '../shared/Failure';
import { Linked } from '../shared/Linked';
import { linksInText } from '../shared/linksInText';
import { Nothing } from '../shared/Nothing';
import { TeamClusters } from './TeamClusters';
import { TeamExceptions } from './TeamExceptions';
import { TeamFindings } from './TeamFindings';
import { TeamRuns } from './TeamRuns';

const useStyles = makeStyles(theme => ({
  root: {
    ...linksInText,
    '& > * + *': { marginTop: theme.spacing(2) },
    overflowWrap: 'break-word',
    '& code': { overflowWrap: 'anywhere' },
  },
  headline: { margin: 0, fontSize: '1.125rem', fontWeight: 600 },
}));

function Team(props: { team: api.TeamView; entityRef: string }) {
  const { team, entityRef } = props;
  const classes = useStyles();
  const link = useEntityLink();
  const nothing =
    team.clusters.length === 0 &&
    team.exceptions.length === 0 &&
    team.runs.length === 0;
  return (
    <div className={classes.root}>
      <h3 className={classes.headline}>
        <Linked
          text={team.headline}
          links={team.clusters
            .filter(cluster => cluster.blockers > 0)
            .map(cluster => ({
              // Names of EKS clusters are letters, digits, hyphens and underscores.
              words: new RegExp(
                `(?<=[, ])${cluster.clusterName}(?=,| and |\\.(?: |$))`,
              ),
              to: link(cluster.clusterEntityRef, {
                tab: 'readiness',
                severity: 'blocker',
                owner: entityRef,
              }),
            }))}
        />
      </h3>
      {nothing ? (
        <Nothing title="No cluster and no workload of this team" heading="h4">
          A cluster is this team’s by the owner of its entity. A workload is by
          its component’s owner, else by a team label on it or on its namespace.
          What you may not see is not counted here.
        </Nothing>
      ) : (
        <>
          <TeamFindings team={team} entityRef={entityRef} />
          <TeamClusters team={team} entityRef={entityRef} />
          <TeamExceptions exceptions={team.exceptions} />
          <TeamRuns runs={team.runs} />
        </>
      )}
    </div>
  );
}

/** What of a team's blocks which cluster, what ends soon, and what runs next. */
export function GroupCard() {
  const { entity } = useEntity();
  const client = useApi(eksAutoModeApiRef);
  const entityRef = stringifyEntityRef(entity);
  const team = useLoaded(entityRef, signal =>
    client.getTeam(entityRef, signal),
  );
  return (
    <InfoCard title="EKS Auto Mode: what of yours blocks what">
      {team.error && (
        <Failure what="Team" error={team.error} onRetry={team.reload} />
      )}
      {team.value && <Team team={team.value} entityRef={entityRef} />}
      {!team.value && !team.error && <Progress />}
    </InfoCard>
  );
}
