// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { defineCheck } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { REDUNDANT_DAEMON_SETS } from '../../addonFloors';
import { offAutoPatch, staysOffAuto } from '../../offAuto';
import { subjectOf } from '../../workloads';

export const daemonSetsOnAuto = defineCheck({
  code: 'ADD-03',
  title: 'Self-managed node components keep off Auto nodes',
  severity: 'warning',
  resolvedBy: 'platform',
  reads: ['addons', 'daemonSets'],
  why: 'Auto nodes bring these components themselves; a second one fights over routes, rules or devices.',
  remediation:
    'Add the node affinity compute-type NotIn [auto] to every term of the DaemonSet.',
  source: 'EKS User Guide, associate-workload',
  evaluate: ({ addons, daemonSets }) => {
    const managed = new Set(addons.map(addon => addon.name));
    return daemonSets
      .filter(({ metadata, spec }) => {
        const addon = REDUNDANT_DAEMON_SETS[metadata.name];
        return (
          addon !== undefined &&
          !managed.has(addon) &&
          !staysOffAuto(spec.template.spec)
        );
      })
      .map(daemonSet => ({
        subject: subjectOf(daemonSet),
        message:
          'This component would also run on Auto nodes, which bring it themselves.',
        evidence:
          'no required node affinity eks.amazonaws.com/compute-type NotIn [auto]',
        patch: offAutoPatch(daemonSet, daemonSet.spec.template.spec),
      }));
  },
});
