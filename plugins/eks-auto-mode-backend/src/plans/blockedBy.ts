// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import {
  isAwsSubject,
  subjectKey,
  type Finding,
  type KubernetesSubject,
  type Plan,
  type Subject,
} from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import type { Pod } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { movablePods } from '../placement/movable';
import type { Placement } from '../placement/placeSources';
import { matchesLabelSelector } from '../placement/selectors';
import { versionFor } from '../readiness/addonFloors';
import { addonVersions } from '../readiness/checks/addons/addonVersions';
import { karpenterRuns } from '../readiness/checks/addons/karpenterRuns';
import { otherNodes } from '../readiness/checks/nodes/otherNodes';
import { runningKarpenters } from '../readiness/karpenters';
import { subjectOf, topControllers } from '../readiness/workloads';
import type { PlanParts } from './planParts';
import { addonsBelowFloor } from './steps/addons';

type Block = Plan['blockedBy'][number];

const keyOf = ({ code, subjectKey: key }: Omit<Block, 'message'>) =>
  `${code} ${key}`;

/** Kinds whose findings matter only where their pods stand on a source that moves. */
const WITH_PODS = new Set([
  'Deployment',
  'StatefulSet',
  'ReplicaSet',
  'Job',
  'CronJob',
  'Pod',
]);

/** What the plan touches, as subjects are asked for. */
function touches(placement: Placement, parts: PlanParts) {
  const pods = placement.moved.flatMap(source =>
    movablePods(source, parts.pods),
  );
  const top = topControllers(parts);
  const workloads = new Set(
    pods.flatMap(pod => [subjectKey(top(pod)), subjectKey(subjectOf(pod))]),
  );
  const standing = new Set(parts.pods.map(pod => subjectKey(top(pod))));
  const keptArns = new Set(
    placement.sources
      .filter(source => placement.kept.get(source.id)?.length)
      .flatMap(({ nodegroup, groups }) => [
        ...(nodegroup ? [nodegroup.arn] : []),
        ...groups.map(group => group.arn),
      ]),
  );
  const keptNodes = new Set(
    placement.sources
      .filter(source => placement.kept.get(source.id)?.length)
      .flatMap(source => source.nodes.map(node => node.metadata.name)),
  );
  const claims = new Set(pods.flatMap(claimsOf));
  return (subject: Subject): boolean => {
    if (isAwsSubject(subject)) {
      return !keptArns.has(subject.arn);
    }
    if (subject.kind === 'Node') {
      return !keptNodes.has(subject.name);
    }
    if (WITH_PODS.has(subject.kind)) {
      // Without a pod anywhere it moves nothing now, but would be Pending when it starts.
      return (
        workloads.has(subjectKey(subject)) ||
        (!standing.has(subjectKey(subject)) && subject.kind !== 'Pod')
      );
    }
    if (subject.kind === 'PodDisruptionBudget') {
      return budgetTouches(subject, pods, parts);
    }
    if (subject.kind === 'PersistentVolumeClaim') {
      return claims.has(`${subject.namespace ?? ''}/${subject.name}`);
    }
    if (subject.kind === 'PersistentVolume') {
      const claim = parts.persistentVolumes.find(
        ({ metadata }) => metadata.name === subject.name,
      )?.spec.claimRef;
      return claims.has(`${claim?.namespace ?? ''}/${claim?.name ?? ''}`);
    }
    return true;
  };
}

function claimsOf(pod: Pod): string[] {
  return (pod.spec.volumes ?? []).flatMap(volume =>
    volume.persistentVolumeClaim
      ? [
          `${pod.metadata.namespace ?? ''}/${
            volume.persistentVolumeClaim.claimName
          }`,
        ]
      : [],
  );
}

function budgetTouches(
  subject: KubernetesSubject,
  pods: readonly Pod[],
  parts: PlanParts,
): boolean {
  const budget = parts.podDisruptionBudgets.find(
    ({ metadata }) =>
      metadata.name === subject.name &&
      metadata.namespace === subject.namespace,
  );
  return (
    budget === undefined ||
    pods.some(
      pod =>
        pod.metadata.namespace === subject.namespace &&
        matchesLabelSelector(budget.spec.selector, pod.metadata.labels),
    )
  );
}

/**
 * What the plan itself cannot get around. The checks tell the same of the cluster, so that it is not
 * called ready; the plan knows what moves and looks again. To accept the finding helps only where a
 * run would still do what it says.
 */
function ownBlocks(
  placement: Placement,
  parts: PlanParts,
  accepted: ReadonlySet<string>,
): Block[] {
  const disputes = placement.disputes.map(({ node, source, why }) => ({
    code: otherNodes.code,
    subjectKey: subjectKey({ apiVersion: 'v1', kind: 'Node', name: node }),
    message: `Whose node ${node} is cannot be told (${source}?): ${why}. Put its label right.`,
  }));
  const karpenters =
    placement.moved.length === 0
      ? []
      : runningKarpenters(parts.deployments)
          .map(deployment => ({
            code: karpenterRuns.code,
            subjectKey: subjectKey(subjectOf(deployment)),
            message: `${deployment.metadata.namespace}/${deployment.metadata.name} runs: a second provisioner would take in the pods that the drain moves. Scale it to 0 first.`,
          }))
          .filter(block => !accepted.has(keyOf(block)));
  const stuck = addonsBelowFloor(parts.addons)
    .filter(addon => versionFor(addon) === undefined)
    .map(({ name, arn, version }) => ({
      code: addonVersions.code,
      subjectKey: arn,
      message: `Add-on ${name} ${version} would run on Auto nodes, and EKS offers no newer version for this cluster. Upgrade the cluster first.`,
    }));
  return [...disputes, ...karpenters, ...stuck];
}

function nameOf(subject: Subject): string {
  if (isAwsSubject(subject)) return subject.arn;
  const { kind, namespace, name } = subject;
  return `${kind} ${namespace === undefined ? '' : `${namespace}/`}${name}`;
}

/**
 * Findings that must be fixed or accepted before a run may start: unexcepted blockers that the plan
 * neither mends nor goes around by keeping the source that they are about.
 */
export function blockedBy(
  findings: readonly Finding[],
  exceptions: Iterable<{ code: string; subjectKey: string }>,
  placement: Placement,
  parts: PlanParts,
): Block[] {
  const accepted = new Set([...exceptions].map(keyOf));
  const own = ownBlocks(placement, parts, accepted);
  const touched = touches(placement, parts);
  const told = new Set(own.map(keyOf));
  const open = findings
    .filter(
      finding =>
        finding.severity === 'blocker' &&
        finding.resolvedBy !== 'plan' &&
        // Whether anything moves that it could take in is the plan's to say.
        finding.code !== karpenterRuns.code &&
        touched(finding.subject),
    )
    .map(({ code, subject, message }) => ({
      code,
      subjectKey: subjectKey(subject),
      // Read by itself, on the plan and in a refusal, it must say which one it is about.
      message: `${nameOf(subject)}: ${message}`,
    }))
    .filter(block => !accepted.has(keyOf(block)) && !told.has(keyOf(block)));
  return [...open, ...own].sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
}
