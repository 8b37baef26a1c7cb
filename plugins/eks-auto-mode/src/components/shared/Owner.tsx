// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { parseEntityRef } from '@backstage/catalog-model';
import { EntityRefLink } from '@backstage/plugin-catalog-react';
import type { api } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import Tooltip from '@material-ui/core/Tooltip';
import Typography from '@material-ui/core/Typography';
import { resolutionWords } from '../../words/readiness';

function isEntityRef(ref: string): boolean {
  try {
    parseEntityRef(ref, { defaultKind: 'group' });
    return true;
  } catch {
    return false;
  }
}

/** Who must act: an entity of the catalog, with the way it was found on hover. */
export function Owner(props: {
  owner?: string;
  resolution?: api.Finding['ownerResolution'];
}) {
  const { owner, resolution } = props;
  const how = resolution ? resolutionWords[resolution] : '';
  let body: JSX.Element;
  if (!owner) {
    body = (
      <Typography component="span" variant="body2" color="textSecondary">
        no owner
      </Typography>
    );
  } else if (isEntityRef(owner)) {
    body = <EntityRefLink entityRef={owner} defaultKind="group" hideIcon />;
  } else {
    // What is no reference is shown as it stands rather than linked to nowhere.
    body = <span>{owner}</span>;
  }
  return how ? (
    <Tooltip title={how}>
      <span>{body}</span>
    </Tooltip>
  ) : (
    body
  );
}

/** Who did it: a person of the catalog, the schedule, or a run. */
export function Actor(props: { actor?: string }) {
  const { actor } = props;
  if (!actor) {
    return <span>the run itself</span>;
  }
  if (actor === 'schedule') {
    return <span>the schedule</span>;
  }
  if (actor.startsWith('run:')) {
    return <span>a run</span>;
  }
  return isEntityRef(actor) && actor.includes('/') ? (
    <EntityRefLink entityRef={actor} defaultKind="user" hideIcon />
  ) : (
    <span>{actor}</span>
  );
}
