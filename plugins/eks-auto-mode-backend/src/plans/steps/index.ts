// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { PlanStep } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import type { Situation } from '../situation';
import { accessEntry } from './accessEntry';
import { addons } from './addons';
import { authenticationMode } from './authenticationMode';
import { backup } from './backup';
import { canary } from './canary';
import { cleanUp } from './cleanUp';
import { clusterRole } from './clusterRole';
import { definitionOwner } from './definitionOwner';
import { drain } from './drain';
import { enable } from './enable';
import { logging } from './logging';
import { nodePools } from './nodePools';
import { nodeRole } from './nodeRole';
import { preflight } from './preflight';
import { quietAutoscalers } from './quietAutoscalers';
import { release } from './release';
import { retire } from './retire';
import { securityGroups } from './securityGroups';
import { shrink } from './shrink';
import { soak } from './soak';
import { subnetTags } from './subnetTags';
import { verify } from './verify';

/**
 * The steps of a plan in their order. A step that has nothing to change is not there, so that a
 * cluster on Auto Mode already resumes where pods are still to be moved.
 */
export function steps(situation: Situation): PlanStep[] {
  return [
    ...preflight(situation),
    ...backup(situation),
    ...logging(situation),
    ...authenticationMode(situation),
    ...addons(situation),
    ...clusterRole(situation),
    ...nodeRole(situation),
    ...subnetTags(situation),
    ...securityGroups(situation),
    ...definitionOwner(situation),
    ...enable(situation),
    ...accessEntry(situation),
    ...nodePools(situation),
    ...canary(situation),
    ...quietAutoscalers(situation),
    ...situation.placement.moved.flatMap(source => [
      drain(situation, source),
      ...shrink(situation, source),
      ...soak(situation, source),
    ]),
    ...release(situation),
    ...retire(situation),
    ...cleanUp(situation),
    ...verify(situation),
  ];
}
