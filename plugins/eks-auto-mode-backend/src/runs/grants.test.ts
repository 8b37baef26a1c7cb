// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type {
  Change,
  KubernetesPermission,
  Plan,
  PlanStep,
} from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import { iamGrants, kubernetesGrants } from '../clusters/grants';
import { plan } from '../plans';
import { planInput, untouchedParts } from '../plans/testing/untouched';
import { healthyParts } from '../readiness/testing/inventory';
import { effectKinds } from './effects';
import { parseTarget } from './effects/kubernetesObject';
import { undoChanges } from './undoChanges';

/** The verb that each kind of change of a Kubernetes object is; a new kind has to be added. */
const VERBS: Record<string, (target: string) => KubernetesPermission> = {
  'kubernetes:cordon': () => ({ verb: 'patch', group: '', resource: 'nodes' }),
  'kubernetes:uncordon': () => ({
    verb: 'patch',
    group: '',
    resource: 'nodes',
  }),
  'kubernetes:evict': () => ({
    verb: 'create',
    group: '',
    resource: 'pods',
    subresource: 'eviction',
  }),
  'kubernetes:create': target => onObject('create', target),
  'kubernetes:delete': target => onObject('delete', target),
  'kubernetes:patch': target => onObject('patch', target),
  'kubernetes:scale': target => onObject('patch', target),
};

/** Actions that AWS asks for beside the one that is called (Service Authorization Reference). */
const BESIDE: Record<string, (request: string) => string[]> = {
  'eks:UpdateClusterConfig': request =>
    request.includes('nodeRoleArn') ? ['iam:PassRole'] : [],
  'eks:CreateAccessEntry': request =>
    request.includes('"tags"') ? ['eks:TagResource'] : [],
  'iam:CreateRole': request =>
    request.includes('"Tags"') ? ['iam:TagRole'] : [],
};

function onObject(verb: string, target: string): KubernetesPermission {
  const { type } = parseTarget(target);
  return { verb, group: type.group, resource: type.plural };
}

/** Whether a placeholder or wildcard of a grant covers a resource. */
function covers(granted: string, resource: string): boolean {
  const pattern = granted
    .replace(/\$\{AccountId\}/g, '111122223333')
    .replace(/\$\{Partition\}/g, 'aws')
    .replace(/\$\{\w+\}/g, '*')
    .replace(/[.+?^()|[\]\\]/g, '\\$&')
    .replace(/\*/g, '.*');
  return new RegExp(`^${pattern}$`).test(resource);
}

const iamGranted = (action: string, resource?: string) =>
  iamGrants.migrate.some(
    statement =>
      statement.actions.includes(action) &&
      (resource === undefined ||
        statement.resources.some(granted => covers(granted, resource))),
  );

/** What Kubernetes itself gives everybody who is known (ClusterRole system:basic-user). */
const everybodys = (need: KubernetesPermission) =>
  need.verb === 'create' && need.resource === 'selfsubjectaccessreviews';

const kubernetesGranted = (need: KubernetesPermission) =>
  everybodys(need) ||
  kubernetesGrants.migrate.some(
    rule =>
      rule.groups.includes(need.group) &&
      rule.resources.includes(
        need.subresource
          ? `${need.resource}/${need.subresource}`
          : need.resource,
      ) &&
      rule.verbs.includes(need.verb) &&
      (rule.names === undefined || rule.names.includes(need.name ?? '')),
  );

/** What stands in a plan, what an undo does beside it, and what takes each change back. */
function changesOf(made: Plan, step: PlanStep): Change[] {
  const changes = [...step.changes, ...undoChanges(made, step)];
  return changes.flatMap((change): Change[] => {
    if (change.type === 'scoped') return [change];
    const inverse = effectKinds.get(change.api)?.inverse?.({
      effectId: '',
      runId: '',
      stepId: step.id,
      api: change.api,
      object: change.target,
      args: {
        target: change.target,
        request: Object(change.request),
      },
      // A run keeps what it observed, which for the logs is an object.
      replaces:
        step.kind === 'logging' ? { logging: change.before } : change.before,
      token: '',
      at: '',
      state: 'happened',
    });
    return inverse
      ? [
          change,
          {
            ...change,
            api: inverse.api,
            request: inverse.args.request ?? null,
          },
        ]
      : [change];
  });
}

const plans: [string, Plan][] = [
  [
    'an untouched cluster',
    plan(
      planInput(untouchedParts(), {
        options: { enableLogging: true, tags: { 'cost-center': '42' } },
      }),
    ),
  ],
  ['an untouched cluster, without tags', plan(planInput(untouchedParts()))],
  ['a prepared cluster', plan(planInput(healthyParts()))],
  [
    'a cluster that gets the general-purpose pool',
    plan(planInput(untouchedParts(), { options: { generalPurpose: true } })),
  ],
  [
    'a cluster without pools that is switched on',
    plan(
      planInput(untouchedParts(), {
        options: { keep: ['managed:general'] },
      }),
    ),
  ],
];

describe('the grants of the migrate role', () => {
  it.each([...effectKinds.keys()])('reach %s', api => {
    expect(api in VERBS || iamGranted(api)).toBe(true);
  });

  describe.each(plans)('for %s', (_, made) => {
    it.each(made.steps.map(step => [step.id, step] as const))(
      'hold what step %s declares',
      (_id, step) => {
        const refused = [
          ...step.iam.flatMap(({ action, resources }) =>
            resources
              .filter(resource => !iamGranted(action, resource))
              .map(resource => `${action} on ${resource}`),
          ),
          ...step.kubernetes
            .filter(need => !kubernetesGranted(need))
            .map(need => JSON.stringify(need)),
        ];
        expect(refused).toEqual([]);
      },
    );

    it.each(made.steps.map(step => [step.id, step] as const))(
      'hold every change of step %s and its way back, and the step declares them',
      (_id, step) => {
        const declared = new Set(step.iam.map(({ action }) => action));
        const missing = changesOf(made, step).flatMap(change => {
          const verb = VERBS[change.api];
          if (verb) {
            const need = verb(change.type === 'exact' ? change.target : '');
            const known = step.kubernetes.some(
              each =>
                each.verb === need.verb &&
                each.group === need.group &&
                each.resource === need.resource &&
                each.subresource === need.subresource,
            );
            return known && kubernetesGranted(need)
              ? []
              : [`${change.summary}: ${JSON.stringify(need)}`];
          }
          const request =
            change.type === 'exact' ? JSON.stringify(change.request) : '';
          return [change.api, ...(BESIDE[change.api]?.(request) ?? [])]
            .filter(action => !declared.has(action) || !iamGranted(action))
            .map(action => `${change.summary}: ${action}`);
        });
        expect(missing).toEqual([]);
      },
    );
  });
});
