// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { Progress } from '@backstage/core-components';
import { useApi } from '@backstage/core-plugin-api';
import { ResponseError } from '@backstage/errors';
import type { api } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import Button from '@material-ui/core/Button';
import Alert from '@material-ui/lab/Alert';
import { useState } from 'react';
import { eksAutoModeApiRef } from '../../api/EksAutoModeApi';
import { useLoaded } from '../../hooks/useLoaded';
import { account } from '../../words/amounts';
import { Code } from '../shared/Code';
import { Column, DataTable } from '../shared/DataTable';
import { Failure } from '../shared/Failure';
import { Nothing } from '../shared/Nothing';
import { Panel } from '../shared/Panel';
import { Time } from '../shared/Time';

function autoModeWords(cluster: api.UnregisteredCluster): string {
  if (cluster.autoMode === undefined) {
    return 'not known';
  }
  return cluster.autoMode ? 'on' : 'off';
}

/** Clusters in the configured accounts that the catalog lacks, each with an entity to copy. */
export function UnregisteredClusters() {
  const client = useApi(eksAutoModeApiRef);
  const [open, setOpen] = useState<string>();
  const list = useLoaded('unregistered', signal =>
    client.listUnregistered(signal),
  );
  const columns: Column<api.UnregisteredCluster>[] = [
    {
      id: 'name',
      header: 'Cluster',
      names: true,
      render: c => c.name,
      value: c => c.name,
    },
    {
      id: 'where',
      header: 'Where',
      render: c => `${c.region} · ${account(c.accountId)}`,
      value: c => `${c.accountId} ${c.region}`,
    },
    {
      id: 'version',
      header: 'EKS',
      render: c => c.version ?? '–',
      value: c => c.version,
    },
    {
      id: 'auto',
      header: 'Auto Mode',
      render: autoModeWords,
      value: autoModeWords,
    },
    {
      id: 'add',
      header: 'Entity',
      sortable: false,
      render: c => (
        <Button
          size="small"
          variant="outlined"
          aria-expanded={open === c.arn}
          aria-label={`catalog-info of ${c.name}`}
          onClick={() => setOpen(open === c.arn ? undefined : c.arn)}
        >
          catalog-info
        </Button>
      ),
      value: c => c.catalogInfo,
    },
  ];
  // Who may not see the whole fleet is not asked to wonder what stands beside it.
  if (list.error instanceof ResponseError && list.error.statusCode === 403)
    return null;
  return (
    <Panel
      title="Clusters that the catalog lacks"
      level="h2"
      action={
        list.value?.readAt && (
          <span>
            Looked <Time at={list.value.readAt} />
          </span>
        )
      }
    >
      {list.error && (
        <Failure
          what="Clusters that the catalog lacks"
          error={list.error}
          onRetry={list.reload}
        />
      )}
      {!list.value && !list.error && <Progress />}
      {list.value?.problems.map(problem => (
        <Alert severity="warning" key={`${problem.code} ${problem.message}`}>
          {problem.message} <strong>What to do:</strong> {problem.remedy}
        </Alert>
      ))}
      {list.value && (
        <DataTable
          caption="EKS clusters of the configured accounts and regions without an entity"
          sortParam="unregisteredSort"
          name="unregistered-clusters"
          row={['cluster']}
          columns={columns}
          rows={list.value.items}
          rowKey={c => c.arn}
          below={c =>
            open === c.arn && (
              <Code
                title={`catalog-info.yaml of ${c.name}`}
                language="yaml"
                text={c.catalogInfo}
              />
            )
          }
          empty={
            list.value.readAt ? (
              <Nothing title="None" heading="h3">
                Every cluster that could be listed has an entity in the catalog.
              </Nothing>
            ) : (
              <Nothing title="Not looked for yet" heading="h3">
                The configured accounts are searched soon after the portal has
                started, and every half hour.
              </Nothing>
            )
          }
        />
      )}
    </Panel>
  );
}
