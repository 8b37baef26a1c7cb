// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { parseEntityRef } from '@backstage/catalog-model';
import { useRouteRef } from '@backstage/core-plugin-api';
import { entityRouteRef } from '@backstage/plugin-catalog-react';
import { useCallback } from 'react';

/** The path of our tab on an entity's page. Both systems mount it there. */
export const TAB_PATH = '/eks-auto-mode';

/** Addresses of the tab on an entity; undefined for what is no entity reference. */
export function useEntityLink(): (
  entityRef: string | undefined,
  query?: Record<string, string>,
) => string | undefined {
  const entityRoute = useRouteRef(entityRouteRef);
  return useCallback(
    (entityRef, query) => {
      if (!entityRef) {
        return undefined;
      }
      try {
        const { kind, namespace, name } = parseEntityRef(entityRef);
        const path = entityRoute({
          kind: kind.toLocaleLowerCase('en-US'),
          namespace: namespace.toLocaleLowerCase('en-US'),
          name,
        });
        const search = query ? `?${new URLSearchParams(query)}` : '';
        return `${path}${TAB_PATH}${search}`;
      } catch {
        return undefined;
      }
    },
    [entityRoute],
  );
}
