// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import {
  defineCheck,
  type AnyCheck,
  type FindingDraft,
  type InventoryPart,
  type InventoryParts,
} from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { ec2Arn } from './arns';
import { allContainers } from './containers';
import { wantsAutoNode } from './fits';
import { launchingGroups, launchParts } from './launchTemplates';
import { listOf } from './text';
import { podLabelsOf, WORKLOAD_PARTS, workloadsOf } from './workloads';

/** What a company asks of its clusters beside what Auto Mode asks. */
export type CompanyDemand =
  /** Machines start from these images only; whether AWS' own of Auto Mode are among them. */
  | { type: 'images'; ids: readonly string[]; autoMode: boolean }
  /** Containers come from these registries only. */
  | { type: 'registries'; names: readonly string[] }
  /** Nothing carries one of these labels (`key` or `key=value`), which say what must not restart. */
  | { type: 'mustNotRestart'; labels: readonly string[] }
  /** Clusters carry these tags. */
  | { type: 'tags'; keys: readonly string[] };

export interface CompanyRule {
  /** `X-…`: a code of the catalogue is never one of a company. */
  code: string;
  title: string;
  severity: 'blocker' | 'warning' | 'info';
  why: string;
  remediation: string;
  demand: CompanyDemand;
}

/** A rule as a check like any other: with findings, owners, exceptions and a history. */
export function companyCheck(rule: CompanyRule): AnyCheck {
  const { demand } = rule;
  switch (demand.type) {
    case 'images':
      return checkOf(
        rule,
        'platform',
        ['cluster', ...launchParts, 'instances'],
        parts => images(parts, demand),
      );
    case 'registries':
      return checkOf(rule, 'owner', WORKLOAD_PARTS, parts =>
        workloadsOf(parts).flatMap(({ subject, template }) => {
          const foreign = allContainers(template.spec)
            .map(({ image = '' }) => image)
            .filter(image => !demand.names.some(name => isFrom(image, name)));
          return foreign.length === 0
            ? []
            : [
                {
                  subject,
                  message: 'It runs images of a registry that is not approved.',
                  evidence: listOf([...new Set(foreign)]),
                },
              ];
        }),
      );
    case 'mustNotRestart':
      return checkOf(rule, 'owner', WORKLOAD_PARTS, parts =>
        workloadsOf(parts)
          .filter(wantsAutoNode)
          .flatMap(workload => {
            const sets = [
              workload.metadata.labels ?? {},
              workload.template.labels,
              ...podLabelsOf(workload),
            ];
            const found = demand.labels.filter(label =>
              sets.some(labels => carries(labels, label)),
            );
            return found.length === 0
              ? []
              : [
                  {
                    subject: workload.subject,
                    message:
                      'By its label it must not restart, which on Auto nodes comes every 21 days at the latest.',
                    evidence: `label ${listOf(found)}`,
                  },
                ];
          }),
      );
    default:
      return checkOf(rule, 'platform', ['cluster'], ({ cluster }) => {
        const missing = demand.keys.filter(key => !(key in cluster.tags));
        return missing.length === 0
          ? []
          : [
              {
                subject: { arn: cluster.arn },
                message: 'The cluster lacks tags that the company asks for.',
                evidence: `no tag ${listOf(missing)}`,
              },
            ];
      });
  }
}

function checkOf<P extends InventoryPart>(
  { code, title, severity, why, remediation }: CompanyRule,
  resolvedBy: AnyCheck['resolvedBy'],
  reads: readonly P[],
  evaluate: (parts: Pick<InventoryParts, P>) => FindingDraft[],
): AnyCheck {
  return defineCheck({
    code,
    title,
    severity,
    resolvedBy,
    reads,
    why,
    remediation,
    source: 'rules of the company (eksAutoMode.rules)',
    evaluate,
  });
}

function images(
  parts: Pick<
    InventoryParts,
    'cluster' | 'instances' | (typeof launchParts)[number]
  >,
  { ids, autoMode }: Extract<CompanyDemand, { type: 'images' }>,
): FindingDraft[] {
  const { cluster, instances } = parts;
  const approved = new Set(ids);
  const groups = launchingGroups(parts).flatMap((group): FindingDraft[] => {
    const image = group.template?.imageId;
    return !image || approved.has(image)
      ? []
      : [
          {
            subject: { arn: group.arn },
            message: `The ${group.words} starts from an image that is not approved.`,
            evidence: `${group.from}: ${image}`,
          },
        ];
  });
  const running = instances.flatMap((instance): FindingDraft[] =>
    instance.managedByAuto ||
    !instance.imageId ||
    approved.has(instance.imageId)
      ? []
      : [
          {
            subject: { arn: ec2Arn(cluster, 'instance', instance.id) },
            message: 'The instance runs an image that is not approved.',
            evidence: `${instance.id}: ${instance.imageId}`,
          },
        ],
  );
  // What AWS builds and replaces every week stands on nobody's list of ids.
  const auto: FindingDraft[] = autoMode
    ? []
    : [
        {
          subject: { arn: cluster.arn },
          message:
            'Auto nodes run images that AWS builds and that nobody can choose; the company has not approved them.',
          evidence:
            'eksAutoMode.rules: images.autoMode is false; EKS User Guide, automode-learn-instances',
          remedy:
            'Ask the security team to approve AWS’ images of Auto Mode as a whole, then set images.autoMode: true.',
        },
      ];
  return [...groups, ...running, ...auto];
}

/** Whether labels hold a `key` with whatever value, or a `key=value`. */
function carries(labels: Record<string, string>, label: string): boolean {
  const [key, value] = label.split('=');
  return key in labels && (value === undefined || labels[key] === value);
}

/** `nginx` is `docker.io/library/nginx`; a registry's name may begin with `*.`. */
function isFrom(image: string, registry: string): boolean {
  const [first] = image.split('/');
  const host =
    image.includes('/') && /[.:]|^localhost$/.test(first) ? first : 'docker.io';
  if (registry.startsWith('*.')) return host.endsWith(registry.slice(1));
  return host === registry || image.startsWith(`${registry}/`);
}
