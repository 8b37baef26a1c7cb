// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import {
  defineCheck,
  type FindingDraft,
} from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { subjectOf } from '../../workloads';

export const oldNodePools = defineCheck({
  code: 'ADD-08',
  title: 'Node pools say which controller they belong to',
  severity: 'blocker',
  resolvedBy: 'platform',
  reads: ['nodePools', 'provisioners', 'customResourceDefinitions'],
  why: 'Auto Mode and Karpenter share the kind; a pool without the group of its NodeClass would be claimed by both.',
  remediation:
    'Upgrade Karpenter and convert its pools (and the Provisioners of a version before 0.32) to karpenter.sh/v1 with nodeClassRef.group.',
  source: 'EKS User Guide, auto-migrate-karpenter',
  evaluate: ({ nodePools, provisioners, customResourceDefinitions }) => {
    const pools: FindingDraft[] = nodePools
      .filter(
        ({ apiVersion, spec }) =>
          apiVersion !== 'karpenter.sh/v1' ||
          !spec.template.spec.nodeClassRef.group,
      )
      .map(pool => ({
        subject: subjectOf(pool),
        message: 'Both Karpenter and Auto Mode would claim this pool.',
        evidence: `apiVersion ${pool.apiVersion}, nodeClassRef.group ${
          pool.spec.template.spec.nodeClassRef.group ?? 'absent'
        }`,
      }));
    const templates = new Set(
      provisioners
        .filter(({ kind }) => kind === 'AWSNodeTemplate')
        .map(({ metadata }) => metadata.name),
    );
    const older = provisioners
      .filter(({ kind }) => kind === 'Provisioner')
      .map((provisioner): FindingDraft => {
        const ref = provisioner.spec?.providerRef?.name;
        return {
          subject: subjectOf(provisioner),
          message:
            'This Provisioner is a pool of a Karpenter that Auto Mode cannot live beside; no newer version knows it.',
          evidence: `apiVersion ${provisioner.apiVersion}, ${
            ref === undefined
              ? 'without a providerRef'
              : `AWSNodeTemplate ${ref}${
                  templates.has(ref) ? '' : ', which is not there'
                }`
          }`,
        };
      });
    const definitions: FindingDraft[] = customResourceDefinitions
      .filter(({ metadata }) => metadata.name === 'provisioners.karpenter.sh')
      .map(definition => ({
        subject: subjectOf(definition),
        severity: 'warning',
        message:
          'The kind Provisioner of an old Karpenter is installed; what is left of it has to be converted.',
        evidence: 'CustomResourceDefinition provisioners.karpenter.sh',
      }));
    return [...pools, ...older, ...definitions];
  },
});
