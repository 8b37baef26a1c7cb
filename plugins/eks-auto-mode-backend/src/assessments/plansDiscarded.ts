// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { Knex } from 'knex';

/** Plans that somebody put aside. A plan itself never changes. */
export class DiscardedPlans {
  constructor(private readonly db: Knex) {}

  async add(planId: string, by: string, now: Date): Promise<void> {
    await this.db('eks_plan_discards')
      .insert({ plan_id: planId, by, at: now.toISOString() })
      .onConflict('plan_id')
      .ignore();
  }

  async among(planIds: string[]): Promise<Set<string>> {
    const rows: { plan_id: string }[] = await this.db('eks_plan_discards')
      .whereIn('plan_id', planIds)
      .select('plan_id');
    return new Set(rows.map(row => row.plan_id));
  }
}
