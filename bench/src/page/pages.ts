// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

/** A page and what stands on it once it has something to say. */
export interface MeasuredPage {
  path: string;
  shows: RegExp;
}

export const pageNames = ['bare', 'overview', 'tab', 'fleet'] as const;

export type PageName = (typeof pageNames)[number];

const cluster = '/catalog/default/resource/checkout-prod';

/** What ours is compared with: an overview on which nothing of ours stands, and the cluster's own. */
export const pages: Record<PageName, MeasuredPage> = {
  bare: { path: '/catalog/default/system/shop', shows: /About/ },
  overview: { path: cluster, shows: /About/ },
  tab: { path: `${cluster}/eks-auto-mode`, shows: /WL-01/ },
  fleet: { path: '/eks-auto-mode', shows: /checkout-prod/ },
};
