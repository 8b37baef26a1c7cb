// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import {
  defineCheck,
  type FindingDraft,
} from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import {
  floorOf,
  isBelowFloor,
  REDUNDANT_DAEMON_SETS,
  versionFor,
} from '../../addonFloors';
import { imageOf } from '../../images';
import { staysOffAuto } from '../../offAuto';
import { shellPatch } from '../../patch';
import { subjectOf } from '../../workloads';

export const addonVersions = defineCheck({
  code: 'ADD-01',
  title: 'Add-ons are new enough to keep off Auto nodes',
  severity: 'blocker',
  resolvedBy: 'plan',
  reads: ['cluster', 'addons', 'daemonSets'],
  unreadAs: { daemonSets: [] },
  why: 'Older versions put their pods on Auto nodes too, where they fight with what the nodes bring themselves.',
  remediation:
    'Update the add-on; the plan does it and keeps your settings (PRESERVE).',
  source: 'EKS User Guide, auto-enable-existing',
  evaluate: ({ cluster, addons, daemonSets }) => {
    const findings: FindingDraft[] = addons
      .filter(({ name, version }) => isBelowFloor(name, version))
      .map((addon): FindingDraft => {
        const { arn, name, version } = addon;
        const wanted = versionFor(addon);
        const told = {
          subject: { arn },
          evidence: `${name} ${version}; at least ${floorOf(name, version)}`,
        };
        if (wanted === undefined)
          return {
            ...told,
            resolvedBy: 'platform',
            message: `The add-on ${name} is too old: it would put its pods on Auto nodes. EKS offers no version for this cluster that would not.`,
            remedy: 'Upgrade the cluster first.',
          };
        return {
          ...told,
          message: `The add-on ${name} is too old: it would put its pods on Auto nodes.`,
          patch: shellPatch('Update the add-on', [
            [
              'aws',
              'eks',
              'update-addon',
              '--region',
              cluster.region,
              '--cluster-name',
              cluster.name,
              '--addon-name',
              name,
              '--addon-version',
              wanted,
              '--resolve-conflicts',
              'PRESERVE',
            ],
          ]),
        };
      });
    const managed = new Set(addons.map(addon => addon.name));
    for (const daemonSet of daemonSets) {
      const addon = REDUNDANT_DAEMON_SETS[daemonSet.metadata.name];
      const { spec } = daemonSet.spec.template;
      // The affinity is what matters: a self-managed one with it is as good as a newer one.
      if (
        !addon ||
        managed.has(addon) ||
        daemonSet.metadata.namespace !== 'kube-system' ||
        staysOffAuto(spec)
      )
        continue;
      const { tag } = imageOf(spec.containers[0] ?? { name: '' });
      if (!tag || !isBelowFloor(addon, tag)) continue;
      findings.push({
        subject: subjectOf(daemonSet),
        resolvedBy: 'platform',
        message:
          'This component is too old: it would put its pods on Auto nodes.',
        evidence: `container ${
          spec.containers[0].name
        }: image tag ${tag}; at least ${floorOf(addon, tag)}`,
        remedy:
          'It is not an EKS add-on, so the plan leaves it alone: update it, or add the affinity of ADD-03.',
      });
    }
    return findings;
  },
});
