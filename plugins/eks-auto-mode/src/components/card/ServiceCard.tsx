// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { stringifyEntityRef } from '@backstage/catalog-model';
import { Progress } from '@backstage/core-components';
import { useApi } from '@backstage/core-plugin-api';
import { useEntity } from '@backstage/plugin-catalog-react';
import { eksAutoModeApiRef } from '../../api/EksAutoModeApi';
import { useLoaded } from '../../hooks/useLoaded';
import { count } from '../../words/amounts';
import { Failure } from '../shared/Failure';
import { VerdictChip } from '../shared/VerdictChip';
import { CardShell } from './CardShell';

/** A service in a sentence, then a line per cluster that it runs on. */
export function ServiceCard() {
  const { entity } = useEntity();
  const client = useApi(eksAutoModeApiRef);
  const entityRef = stringifyEntityRef(entity);
  const service = useLoaded(entityRef, signal =>
    client.getService(entityRef, signal),
  );
  if (!service.value) {
    return (
      <CardShell>
        {service.error ? (
          <Failure error={service.error} onRetry={service.reload} />
        ) : (
          <Progress />
        )}
      </CardShell>
    );
  }
  return (
    <CardShell>
      <p>{service.value.headline}</p>
      <ul style={{ margin: 0, paddingLeft: 20 }}>
        {service.value.clusters.map(({ cluster, findings }) => {
          const blockers = findings.filter(
            f => f.severity === 'blocker' && !f.exceptionId,
          ).length;
          return (
            <li key={cluster.id}>
              {cluster.name}: <VerdictChip verdict={cluster.verdict} plain />
              {blockers > 0 &&
                `, ${count(blockers, 'blocker')} of this service`}
            </li>
          );
        })}
      </ul>
    </CardShell>
  );
}
