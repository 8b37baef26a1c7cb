// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { stories } from './stories';

/** One picture of one state: where it is seen, and what stands there once it is drawn. */
export interface Scene {
  /** The picture's name. */
  name: string;
  /** The state, by its name among the stories. */
  story: keyof typeof stories;
  /** The surface and its query. */
  at: string;
  /** Words on screen by which the scene is known to stand. */
  says: string;
  /** What stands there without a word of its own. */
  role?: 'progressbar';
  /** Buttons pressed before that, by their names, in turn. */
  press?: string[];
  /** Buttons and boxes, by their names, that are there and may not be pressed. */
  barred?: string[];
}

const FLEET = '/eks-auto-mode';
const CLUSTER = '/catalog/default/resource/checkout-prod/eks-auto-mode';
const NO_ARN = '/catalog/default/resource/no-arn/eks-auto-mode';
const SERVICE = '/catalog/default/component/payments-api/eks-auto-mode';
const TEAM = '/catalog/default/group/team-payments';
const MIGRATION = `${CLUSTER}?tab=migration`;

/**
 * Every state that the design names, as somebody meets it. They are rendered in the unit tests,
 * photographed and looked at by axe (`e2e/portal`, `yarn shots`), and listed at `/` in development.
 */
export const scenes: Scene[] = [
  {
    name: 'fleet',
    story: 'blocked',
    at: FLEET,
    says: 'of 7 clusters migrated',
  },
  {
    name: 'fleet filtered to nothing',
    story: 'blocked',
    at: `${FLEET}?region=mars-1`,
    says: 'No cluster matches these filters',
  },
  {
    name: 'fleet plan for selected',
    story: 'blocked',
    at: FLEET,
    press: ['Choose all rows', 'Plan for 7 selected'],
    says: 'Make a plan for 7 clusters',
  },
  {
    name: 'fleet with much to attend to',
    story: 'much needs attention',
    at: FLEET,
    says: 'and 12 more',
  },
  {
    name: 'fleet without a cluster',
    story: 'no cluster in the catalog',
    at: FLEET,
    says: 'The catalog has no EKS cluster yet',
  },
  {
    name: 'fleet backend down',
    story: 'backend down',
    at: FLEET,
    says: 'The backend is not reachable',
  },
  {
    name: 'fleet burn-down',
    story: 'blocked',
    at: `${FLEET}?span=365`,
    says: 'left to migrate. At 0.5 a week',
  },
  {
    name: 'fleet on its first day',
    story: 'first day',
    at: FLEET,
    says: 'Not two days are known yet',
  },
  {
    name: 'cluster blocked',
    story: 'blocked',
    at: CLUSTER,
    says: '2 things block checkout-prod',
  },
  {
    name: 'cluster finding with its patch',
    story: 'blocked',
    at: `${CLUSTER}?finding=wl-01`,
    says: 'maxUnavailable: 1',
  },
  {
    name: 'cluster accept a risk',
    story: 'blocked',
    at: `${CLUSTER}?finding=wl-04`,
    press: ['Accept the risk…'],
    says: 'Why is it acceptable?',
  },
  {
    name: 'cluster being read again',
    story: 'being read again',
    at: CLUSTER,
    says: '12 of 41',
  },
  {
    name: 'cluster never assessed',
    story: 'never assessed',
    at: CLUSTER,
    says: 'This cluster was never assessed',
  },
  {
    name: 'cluster first assessment running',
    story: 'first assessment running',
    at: CLUSTER,
    says: 'The first assessment is running',
  },
  { name: 'cluster stale', story: 'stale', at: CLUSTER, says: 'Stale' },
  {
    name: 'cluster ready',
    story: 'ready',
    at: CLUSTER,
    says: 'is ready to move to Auto Mode; the plan mends 2 things',
  },
  {
    name: 'cluster migrated',
    story: 'migrated',
    at: CLUSTER,
    says: 'checkout-prod runs on Auto Mode',
  },
  {
    name: 'cluster nodes before',
    story: 'blocked',
    at: `${CLUSTER}?tab=nodes`,
    says: '2 instances run and have not joined',
  },
  {
    name: 'cluster nodes of a source',
    story: 'blocked',
    at: `${CLUSTER}?tab=nodes&source=managed%3Ang-general`,
    says: 'is in Auto Scaling group eks-ng-general of node group ng-general',
  },
  {
    name: 'cluster nodes to look at only',
    story: 'nodes to look at only',
    at: `${CLUSTER}?tab=nodes`,
    says: 'You may not tick here: that needs the right to accept findings',
    barred: ['User data does not run on ng-general: dealt with'],
  },
  {
    name: 'cluster nodes migrated',
    story: 'migrated',
    at: `${CLUSTER}?tab=nodes`,
    says: 'all of Auto Mode',
  },
  {
    name: 'cluster nodes migrated without a node',
    story: 'migrated without a node',
    at: `${CLUSTER}?tab=nodes`,
    says: 'There is no node, and that is well',
  },
  {
    name: 'cluster nodes without metrics',
    story: 'nodes without metrics',
    at: `${CLUSTER}?tab=nodes`,
    says: 'What is used is not known',
  },
  {
    name: 'cluster nodes not read',
    story: 'nodes not read',
    at: `${CLUSTER}?tab=nodes`,
    says: 'where its nodes come from is not known',
  },
  {
    name: 'cluster unreachable',
    story: 'unreachable',
    at: CLUSTER,
    says: 'checkout-prod cannot be reached: list v1/namespaces',
  },
  {
    name: 'cluster connection test',
    story: 'unreachable',
    at: CLUSTER,
    press: ['Test the connection'],
    says: 'The annotated host is not an EKS endpoint',
  },
  {
    name: 'cluster token refused',
    story: 'token refused',
    at: CLUSTER,
    says: 'something blocks checkout-prod: 81 checks could not be made. The plan mends 2 more.',
  },
  {
    name: 'cluster token refused, finding',
    story: 'token refused',
    at: `${CLUSTER}?severity=unknown&finding=unknown-WL-01`,
    says: 'because the credentials were refused (401)',
  },
  {
    name: 'cluster token refused, connection test',
    story: 'token refused',
    at: CLUSTER,
    press: ['Test the connection'],
    says: 'The cluster does not know the role (401)',
  },
  {
    name: 'cluster nodes of a refused token',
    story: 'token refused',
    at: `${CLUSTER}?tab=nodes`,
    says: 'The nodes could not be read, so nothing can be said of them',
  },
  {
    name: 'cluster access denied',
    story: 'access denied',
    at: CLUSTER,
    says: 'Let its trust policy allow sts:AssumeRole and sts:TagSession',
  },
  {
    name: 'cluster partly read',
    story: 'partly read',
    at: CLUSTER,
    says: '1 part of this cluster could not be read',
  },
  {
    name: 'cluster no permission',
    story: 'no permission',
    at: CLUSTER,
    says: 'You may look at this cluster but not refresh it',
    barred: ['Refresh', 'Plan a migration'],
  },
  {
    name: 'cluster without ARN',
    story: 'blocked',
    at: NO_ARN,
    says: 'Missing Annotation',
  },
  {
    name: 'cluster annotations disagree',
    story: 'annotations disagree',
    at: CLUSTER,
    says: 'resource:default/checkout-prod names two clusters',
  },
  {
    name: 'cluster two entities with one ARN',
    story: 'two entities with one ARN',
    at: CLUSTER,
    says: 'resource:default/checkout-other and resource:default/checkout-prod both stand for',
  },
  {
    name: 'cluster backend down',
    story: 'backend down',
    at: CLUSTER,
    says: 'The backend is not reachable',
  },
  {
    name: 'cluster unknown to the backend',
    story: 'unknown to the backend',
    at: CLUSTER,
    says: 'The backend does not know this cluster yet',
  },
  {
    name: 'cluster hostile text',
    story: 'hostile text',
    at: `${CLUSTER}?finding=hostile`,
    says: 'onerror=alert(1)',
  },
  {
    name: 'backups',
    story: 'blocked',
    at: `${CLUSTER}?tab=backups`,
    says: '412 kinds, 2 could not be read',
  },
  {
    name: 'backup partial',
    story: 'blocked',
    at: `${CLUSTER}?tab=backups&backup=b2`,
    says: '1 required part is missing',
  },
  {
    name: 'backup damaged',
    story: 'blocked',
    at: `${CLUSTER}?tab=backups&backup=b1`,
    says: 'the digest differs from the manifest',
  },
  {
    name: 'backups none',
    story: 'no backup yet',
    at: `${CLUSTER}?tab=backups`,
    says: 'No backup of this cluster yet',
  },
  {
    name: 'plan make one',
    story: 'blocked',
    at: MIGRATION,
    says: 'Making one changes nothing',
  },
  {
    name: 'plan no permission',
    story: 'no permission',
    at: MIGRATION,
    says: 'You may not make plans for this cluster',
    barred: ['Plan the migration of checkout-prod'],
  },
  {
    name: 'plan open',
    story: 'plan open',
    at: MIGRATION,
    says: 'Plan 7 for checkout-prod',
  },
  {
    name: 'plan step with its changes',
    story: 'plan open',
    at: MIGRATION,
    press: ['Cluster role'],
    says: 'sts:TagSession',
  },
  {
    name: 'plan blocked',
    story: 'plan blocked',
    at: MIGRATION,
    says: 'This plan cannot be approved',
  },
  {
    name: 'plan approve',
    story: 'plan open',
    at: MIGRATION,
    press: ['Approve…'],
    says: 'What you approve has the digest',
  },
  {
    name: 'run draining',
    story: 'draining',
    at: MIGRATION,
    says: '62 of 84 done',
  },
  {
    name: 'run waiting for approval',
    story: 'waiting for approval',
    at: MIGRATION,
    says: 'waits for an approval',
  },
  {
    name: 'run retire',
    story: 'waiting for approval',
    at: MIGRATION,
    press: ['Approve the retirement…'],
    says: 'This cannot be undone. It deletes:',
  },
  {
    name: 'run waiting for a window',
    story: 'waiting for a window',
    at: MIGRATION,
    says: 'waits for its window',
  },
  {
    name: 'run waiting for soak',
    story: 'waiting for soak',
    at: MIGRATION,
    says: '6 min to go',
  },
  {
    name: 'run blocked by a pod',
    story: 'blocked by a pod',
    at: MIGRATION,
    says: '9 of 10 pods of payments-api moved',
  },
  {
    name: 'run paused',
    story: 'paused',
    at: MIGRATION,
    says: 'is paused',
  },
  {
    name: 'run undo',
    story: 'draining',
    at: MIGRATION,
    press: ['Undo…'],
    says: 'How far back',
  },
  {
    name: 'run done',
    story: 'done',
    at: `${MIGRATION}&run=run-1`,
    says: 'was migrated to Auto Mode',
  },
  {
    name: 'run undone',
    story: 'undone',
    at: `${MIGRATION}&run=run-1`,
    says: 'was undone',
  },
  {
    name: 'run of 6000 pods on 200 nodes',
    story: 'a large drain',
    at: MIGRATION,
    says: '900 of 6,000 done',
  },
  {
    name: 'cluster with 600 findings',
    story: 'a large drain',
    at: CLUSTER,
    says: '606 findings',
  },
  {
    name: 'history',
    story: 'undone',
    at: `${CLUSTER}?tab=history`,
    says: 'Plan 7',
  },
  {
    name: 'history none',
    story: 'blocked',
    at: `${CLUSTER}?tab=history`,
    says: 'No run on this cluster yet',
  },
  {
    name: 'history on its first day',
    story: 'first day',
    at: `${CLUSTER}?tab=history`,
    says: 'Nothing changed since the first assessment',
  },
  {
    name: 'team',
    story: 'team',
    at: TEAM,
    says: '2 things of team-payments block checkout-prod',
  },
  {
    name: 'team with nothing',
    story: 'blocked',
    at: TEAM,
    says: 'No cluster and no workload of this team',
  },
  {
    name: 'team loading',
    story: 'nothing answers yet',
    at: TEAM,
    says: 'what of yours blocks what',
    role: 'progressbar',
  },
  {
    name: 'team backend down',
    story: 'backend down',
    at: TEAM,
    says: 'The backend is not reachable',
  },
  {
    name: 'service',
    story: 'service',
    at: SERVICE,
    says: 'On checkout-prod it blocks the migration',
  },
  {
    name: 'service found nowhere',
    story: 'blocked',
    at: SERVICE,
    says: 'No workload of this service was found',
  },
  {
    name: 'service backend down',
    story: 'backend down',
    at: SERVICE,
    says: 'The backend is not reachable',
  },
  {
    name: 'overview of a cluster',
    story: 'blocked',
    at: '/catalog/default/resource/checkout-prod',
    says: '3 blockers',
  },
  {
    name: 'overview of a service',
    story: 'service',
    at: '/catalog/default/component/payments-api',
    says: 'On checkout-prod it blocks the migration',
  },
];

/** The address of a scene in development. */
export function sceneHref(scene: Scene): string {
  const joint = scene.at.includes('?') ? '&' : '?';
  return `${scene.at}${joint}story=${encodeURIComponent(scene.story)}`;
}
