// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import {
  arnOf,
  backupOf,
  idOf,
  planOf,
  runOf,
  serviceOf,
  teamOf,
} from './seed';

/** Which page waits for it, and how long at most. */
export const TARGETS_MS = { tab: 50, fleet: 150, history: 50 };

export interface Route {
  name: string;
  page: keyof typeof TARGETS_MS;
  /** For the n-th request: each asks for another cluster. */
  path(cluster: number): string;
}

const enc = encodeURIComponent;

/** Every read route of the API. */
export const routes: Route[] = [
  { name: 'fleet', page: 'fleet', path: () => 'fleet' },
  { name: 'clusters', page: 'fleet', path: () => 'clusters?limit=100' },
  {
    name: 'clusters, blocked',
    page: 'fleet',
    path: () => 'clusters?verdict=blocked&limit=100',
  },
  {
    name: 'clusters, searched',
    page: 'fleet',
    path: n => `clusters?search=${n}&limit=100`,
  },
  {
    name: 'unregistered clusters',
    page: 'fleet',
    path: () => 'unregistered-clusters',
  },
  { name: 'costs', page: 'fleet', path: () => 'costs' },
  { name: 'burn-down', page: 'fleet', path: () => 'burn-down?days=90' },
  {
    name: 'burn-down of a year',
    page: 'fleet',
    path: () => 'burn-down?days=365',
  },
  { name: 'unowned', page: 'fleet', path: () => 'unowned' },
  {
    name: 'team',
    page: 'fleet',
    path: n => `teams?entityRef=${enc(teamOf(n))}`,
  },
  {
    name: 'findings of a team',
    page: 'fleet',
    path: n => `findings?owner=${enc(teamOf(n))}&limit=100`,
  },
  {
    name: 'cluster by ARN',
    page: 'tab',
    path: n => `clusters?arn=${enc(arnOf(n))}&limit=1`,
  },
  { name: 'cluster', page: 'tab', path: n => `clusters/${enc(idOf(n))}` },
  {
    name: 'findings',
    page: 'tab',
    path: n => `clusters/${enc(idOf(n))}/findings?limit=100`,
  },
  {
    name: 'findings, searched',
    page: 'tab',
    path: n => `clusters/${enc(idOf(n))}/findings?search=app-1&limit=100`,
  },
  {
    name: 'exceptions',
    page: 'tab',
    path: n => `clusters/${enc(idOf(n))}/exceptions`,
  },
  {
    name: 'refresh',
    page: 'tab',
    path: n => `clusters/${enc(idOf(n))}/refresh`,
  },
  { name: 'cost', page: 'tab', path: n => `clusters/${enc(idOf(n))}/cost` },
  { name: 'nodes', page: 'tab', path: n => `clusters/${enc(idOf(n))}/nodes` },
  { name: 'checks', page: 'tab', path: () => 'checks' },
  {
    name: 'service',
    page: 'tab',
    path: n => `services?entityRef=${enc(serviceOf(n))}`,
  },
  {
    name: 'days of a cluster',
    page: 'history',
    path: n => `clusters/${enc(idOf(n))}/history?days=365`,
  },
  {
    name: 'changes of a cluster',
    page: 'history',
    path: n => `clusters/${enc(idOf(n))}/changes`,
  },
  {
    name: 'backups',
    page: 'history',
    path: n => `clusters/${enc(idOf(n))}/backups`,
  },
  {
    name: 'backup',
    page: 'history',
    path: n => `clusters/${enc(idOf(n))}/backups/${backupOf(n)}`,
  },
  {
    name: 'plans',
    page: 'history',
    path: n => `clusters/${enc(idOf(n))}/plans`,
  },
  { name: 'plan', page: 'history', path: n => `plans/${planOf(n)}` },
  { name: 'runs', page: 'history', path: n => `clusters/${enc(idOf(n))}/runs` },
  { name: 'run', page: 'history', path: n => `runs/${runOf(n)}` },
  { name: 'drain', page: 'tab', path: n => `runs/${runOf(n)}/drain` },
  { name: 'journal', page: 'history', path: n => `runs/${runOf(n)}/journal` },
];
