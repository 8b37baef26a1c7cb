// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import {
  GetRoleCommand,
  SimulatePrincipalPolicyCommand,
  type ContextEntry,
} from '@aws-sdk/client-iam';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import type { JsonValue } from '@backstage/types';
import type {
  Blocked,
  KubernetesPermission,
  PlanStep,
} from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import { z } from 'zod';
import { resourceTypes } from '../../clusters/kubernetesApi';
import type { StepContext } from '../step';

/** Access reviews asked at a time. */
const AT_ONCE = 8;

const reviewSchema = z.object({
  status: z.object({ allowed: z.boolean() }).optional(),
});

const keyOf = (permission: KubernetesPermission) =>
  [
    permission.verb,
    permission.group,
    permission.resource,
    permission.subresource ?? '',
    permission.namespace ?? '',
    permission.name ?? '',
  ].join(' ');

/** A rule of a ClusterRole, as it would have to be granted. */
function ruleOf(permission: KubernetesPermission): string {
  const resource = permission.subresource
    ? `${permission.resource}/${permission.subresource}`
    : permission.resource;
  const names = permission.name
    ? `, resourceNames: ["${permission.name}"]`
    : '';
  return `apiGroups: ["${permission.group}"], resources: ["${resource}"], verbs: ["${permission.verb}"]${names}`;
}

/** Verbs on Kubernetes that some step of the plan needs and this identity lacks. */
export async function deniedVerbs(context: StepContext): Promise<Blocked[]> {
  const needed = new Map<string, KubernetesPermission>();
  for (const step of context.plan.steps)
    for (const permission of step.kubernetes)
      needed.set(keyOf(permission), permission);
  const all = [...needed.values()];
  const denied: KubernetesPermission[] = [];
  for (let from = 0; from < all.length; from += AT_ONCE) {
    await Promise.all(
      all.slice(from, from + AT_ONCE).map(async permission => {
        const review = reviewSchema.parse(
          await context.session.kubernetes.create(
            resourceTypes.selfSubjectAccessReviews,
            {
              apiVersion: 'authorization.k8s.io/v1',
              kind: 'SelfSubjectAccessReview',
              spec: {
                resourceAttributes: {
                  verb: permission.verb,
                  group: permission.group,
                  resource: permission.resource,
                  ...(permission.subresource
                    ? { subresource: permission.subresource }
                    : {}),
                  ...(permission.namespace
                    ? { namespace: permission.namespace }
                    : {}),
                  ...(permission.name ? { name: permission.name } : {}),
                },
              },
            },
            context.signal,
          ),
        );
        if (!review.status?.allowed) denied.push(permission);
      }),
    );
  }
  return denied.map(permission => ({
    what: `The migrate identity may not ${permission.verb} ${
      permission.group ? `${permission.group}/` : ''
    }${permission.resource}${
      permission.subresource ? `/${permission.subresource}` : ''
    }`,
    now: 'Nothing was changed',
    remedy: `Add to the ClusterRole of the migrate identity: ${ruleOf(
      permission,
    )}; then retry`,
    code: 'kubernetes-access',
  }));
}

/** The role behind an assumed session; simulations want the role itself, with its path. */
async function principalOf(context: StepContext): Promise<string> {
  const { sts, iam } = context.session.aws;
  const { Arn = '' } = await sts.send(new GetCallerIdentityCommand({}), {
    abortSignal: context.signal,
  });
  const RoleName = /:assumed-role\/([^/]+)\//.exec(Arn)?.[1];
  if (RoleName === undefined) return Arn;
  const { Role } = await iam.send(new GetRoleCommand({ RoleName }), {
    abortSignal: context.signal,
  });
  return Role?.Arn ?? Arn;
}

/** What a request carries below a key, wherever in it. */
function textsOf(value: JsonValue | undefined, key: string): string[] {
  if (Array.isArray(value)) return value.flatMap(each => textsOf(each, key));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) =>
    name === key && typeof inner === 'string' ? [inner] : textsOf(inner, key),
  );
}

/** Condition keys by the request that carries them (Service Authorization Reference). */
const CARRIED: { key: string; apis: RegExp; from: string; all?: true }[] = [
  { key: 'iam:PolicyARN', apis: /^iam:AttachRolePolicy$/, from: 'PolicyArn' },
  {
    key: 'aws:TagKeys',
    apis: /^(ec2:CreateTags|autoscaling:CreateOrUpdateTags)$/,
    from: 'Key',
    all: true,
  },
  {
    key: 'eks:accessEntryType',
    apis: /^eks:CreateAccessEntry$/,
    from: 'type',
  },
  {
    key: 'eks:policyArn',
    apis: /^eks:AssociateAccessPolicy$/,
    from: 'policyArn',
  },
];

/** Values of condition keys that the calls of a step will carry, and those that take them back. */
function contextOf(step: PlanStep): ContextEntry[] {
  const entries: ContextEntry[] = [
    {
      ContextKeyName: 'iam:PassedToService',
      ContextKeyType: 'string',
      ContextKeyValues: ['eks.amazonaws.com'],
    },
    // Plans touch no other Auto Scaling groups than those that EKS made and tagged.
    {
      ContextKeyName: 'aws:ResourceTag/eks:nodegroup-name',
      ContextKeyType: 'string',
      ContextKeyValues: [step.source ?? 'any'],
    },
  ];
  for (const { key, apis, from, all } of CARRIED) {
    const values = new Set(
      step.changes.flatMap(change =>
        change.type === 'exact' && apis.test(change.api)
          ? textsOf(change.request, from)
          : [],
      ),
    );
    if (values.size > 0)
      entries.push({
        ContextKeyName: key,
        ContextKeyType: all ? 'stringList' : 'string',
        ContextKeyValues: all ? [...values] : [...values].slice(0, 1),
      });
  }
  return entries;
}

/** Actions that the backup role is asked for are not this role's. */
const OTHERS = new Set(['backup']);

/** IAM actions that some step of the plan needs and the migrate role is refused. */
export async function deniedActions(context: StepContext): Promise<Blocked[]> {
  const questions = new Map<
    string,
    {
      resources: string[];
      actions: Set<string>;
      ContextEntries: ContextEntry[];
    }
  >();
  for (const step of context.plan.steps) {
    if (OTHERS.has(step.kind)) continue;
    const ContextEntries = contextOf(step);
    for (const { action, resources } of step.iam) {
      const key = JSON.stringify([[...resources].sort(), ContextEntries]);
      const question = questions.get(key) ?? {
        resources,
        actions: new Set(),
        ContextEntries,
      };
      question.actions.add(action);
      questions.set(key, question);
    }
  }
  if (questions.size === 0) return [];
  const PolicySourceArn = await principalOf(context);
  const denied: Blocked[] = [];
  const unknown: string[] = [];
  for (const { resources, actions, ContextEntries } of questions.values()) {
    let Marker: string | undefined;
    do {
      const page = await context.session.aws.iam.send(
        new SimulatePrincipalPolicyCommand({
          PolicySourceArn,
          ActionNames: [...actions],
          ...(resources.includes('*') ? {} : { ResourceArns: resources }),
          ContextEntries,
          Marker,
        }),
        { abortSignal: context.signal },
      );
      for (const result of page.EvaluationResults ?? []) {
        if (result.EvalDecision === 'allowed') continue;
        const what = `${result.EvalActionName} on ${
          result.EvalResourceName ?? '*'
        }`;
        // A condition on what the simulation was not told: it cannot say, and no more can we.
        if (result.MissingContextValues?.length)
          unknown.push(`${what} (${result.MissingContextValues.join(', ')})`);
        else
          denied.push({
            what: `The migrate role is refused ${what}`,
            now: `${result.EvalDecision} for ${PolicySourceArn}; nothing was changed`,
            remedy: `Allow ${what} in the policy of the migrate role, then retry`,
            code: 'iam-access',
          });
      }
      Marker = page.IsTruncated ? page.Marker : undefined;
    } while (Marker !== undefined);
  }
  if (unknown.length > 0)
    await context.say(
      `Whether these are allowed depends on conditions that cannot be simulated: ${unknown.join(
        '; ',
      )}`,
    );
  return denied;
}
