// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import {
  getCompoundEntityRef,
  parseEntityRef,
  RELATION_OWNED_BY,
  stringifyEntityRef,
  type Entity,
} from '@backstage/catalog-model';
import type { AuthService } from '@backstage/backend-plugin-api';
import type { CatalogService } from '@backstage/plugin-catalog-node';

/** What of a Component's entity decides which Kubernetes objects are its. */
export interface OwningComponent {
  ref: string;
  /** Its owner, or undefined where the entity names none. */
  owner?: string;
  /** `backstage.io/kubernetes-id`. */
  kubernetesId?: string;
  /** `backstage.io/kubernetes-label-selector`, unparsed. */
  labelSelector?: string;
  /** `backstage.io/kubernetes-namespace`. */
  namespace?: string;
}

/** The part of the catalog that owners are resolved with. */
export interface CatalogOwners {
  components: OwningComponent[];
  /** Entity references of all Groups and Users, lower case. */
  teams: ReadonlySet<string>;
}

export const ANNOTATION_KUBERNETES_ID = 'backstage.io/kubernetes-id';
export const ANNOTATION_LABEL_SELECTOR =
  'backstage.io/kubernetes-label-selector';
export const ANNOTATION_NAMESPACE = 'backstage.io/kubernetes-namespace';

/** The owner that the catalog resolved for an entity, else the one its spec names. */
export function ownerOfEntity(entity: Entity): string | undefined {
  const related = entity.relations?.find(r => r.type === RELATION_OWNED_BY);
  if (related) return related.targetRef;
  const named = entity.spec?.owner;
  if (typeof named !== 'string' || named === '') return undefined;
  try {
    return stringifyEntityRef(
      parseEntityRef(named, {
        defaultKind: 'group',
        defaultNamespace: getCompoundEntityRef(entity).namespace,
      }),
    );
  } catch {
    // A text that is no entity reference names nobody; the cluster's page shows the entity's own error.
    return undefined;
  }
}

/**
 * Reads all Components that claim Kubernetes objects, and all teams, page by page.
 */
export async function readCatalogOwners(options: {
  catalog: CatalogService;
  auth: AuthService;
}): Promise<CatalogOwners> {
  const credentials = await options.auth.getOwnServiceCredentials();
  const components: OwningComponent[] = [];
  const teams = new Set<string>();
  const pages = options.catalog.streamEntities(
    {
      filter: { kind: ['Component', 'Group', 'User'] },
      fields: ['kind', 'metadata', 'spec.owner', 'relations'],
    },
    { credentials },
  );
  for await (const page of pages) {
    for (const entity of page) {
      const ref = stringifyEntityRef(entity);
      if (entity.kind !== 'Component') {
        teams.add(ref.toLocaleLowerCase('en-US'));
        continue;
      }
      const annotations = entity.metadata.annotations ?? {};
      const kubernetesId = annotations[ANNOTATION_KUBERNETES_ID];
      const labelSelector = annotations[ANNOTATION_LABEL_SELECTOR];
      if (!kubernetesId && !labelSelector) continue;
      components.push({
        ref,
        owner: ownerOfEntity(entity),
        kubernetesId,
        labelSelector,
        namespace: annotations[ANNOTATION_NAMESPACE],
      });
    }
  }
  return { components, teams };
}
