// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { parseEntityRef } from '@backstage/catalog-model';
import { EntityRefLink } from '@backstage/plugin-catalog-react';
import type { api } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import Tooltip from '@material-ui/core/Tooltip';
import { resolutionWords } from '../../words/readiness';

// What may stand in a reference, as the catalog's own validators have it.
const NAME = /^([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]$/;

/** The entity that a text names, or nothing: owners come from labels, which anybody may write. */
function entityOf(ref: string, defaultKind: string) {
  try {
    const named = parseEntityRef(ref, { defaultKind });
    return Object.values(named).every(part => NAME.test(part))
      ? named
      : undefined;
  } catch {
    return undefined;
  }
}

/** Who must act: an entity of the catalog, with the way it was found on hover. */
export function Owner(props: {
  owner?: string;
  resolution?: api.Finding['ownerResolution'];
}) {
  const { owner, resolution } = props;
  const how = resolution ? resolutionWords[resolution] : '';
  const entity = owner && entityOf(owner, 'group');
  let body: JSX.Element;
  if (!owner) {
    body = <span>no owner</span>;
  } else if (entity) {
    body = <EntityRefLink entityRef={entity} hideIcon />;
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
  const entity = actor.includes('/') && entityOf(actor, 'user');
  return entity ? (
    <EntityRefLink entityRef={entity} hideIcon />
  ) : (
    <span>{actor}</span>
  );
}
