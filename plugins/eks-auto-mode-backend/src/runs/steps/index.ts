// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { StepKind } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import type { Step } from '../step';
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

/** The code of every kind of step that a plan can hold. */
export const stepsByKind: ReadonlyMap<StepKind, Step> = new Map(
  [
    preflight,
    backup,
    logging,
    authenticationMode,
    addons,
    clusterRole,
    nodeRole,
    subnetTags,
    securityGroups,
    definitionOwner,
    enable,
    accessEntry,
    nodePools,
    canary,
    quietAutoscalers,
    drain,
    shrink,
    soak,
    release,
    retire,
    cleanUp,
    verify,
  ].map(step => [step.kind, step]),
);
