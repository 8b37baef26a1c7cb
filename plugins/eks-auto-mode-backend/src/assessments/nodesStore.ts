// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { api } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import type { Knex } from 'knex';

/** A difference of a source that somebody has dealt with. */
export interface StoredTick extends api.Tick {
  source: string;
  difference: string;
}

interface TickRow {
  source_id: string;
  difference_id: string;
  ticked_by: string;
  ticked_at: string;
  comment: string | null;
}

/** Where nodes come from, as last read, and what people ticked of it. */
export class NodesStore {
  constructor(private readonly db: Knex) {}

  /** Replaces the picture; without one, there is none any more. What was ticked stays. */
  async save(
    clusterId: string,
    picture: api.ClusterNodes | undefined,
  ): Promise<void> {
    const pictures = this.db('eks_node_pictures');
    if (!picture) {
      await pictures.where({ cluster_id: clusterId }).delete();
      return;
    }
    await pictures
      .insert({ cluster_id: clusterId, document: JSON.stringify(picture) })
      .onConflict('cluster_id')
      .merge();
  }

  /** The picture with its ticks; undefined where the cluster could not be read. */
  async picture(clusterId: string): Promise<api.ClusterNodes | undefined> {
    const row: { document: string } | undefined = await this.db(
      'eks_node_pictures',
    )
      .where({ cluster_id: clusterId })
      .first('document');
    if (!row) return undefined;
    const picture: api.ClusterNodes = JSON.parse(row.document);
    const ticks = new Map(
      (await this.ticks(clusterId)).map(
        ({ source, difference, ...tick }) =>
          [`${source}\n${difference}`, tick] as const,
      ),
    );
    return {
      ...picture,
      sources: picture.sources.map(source => ({
        ...source,
        differences: source.differences.map(difference => ({
          ...difference,
          tick: ticks.get(`${source.id}\n${difference.id}`),
        })),
      })),
    };
  }

  async ticks(clusterId: string): Promise<StoredTick[]> {
    const rows: TickRow[] = await this.db('eks_checklist')
      .where({ cluster_id: clusterId })
      .orderBy(['source_id', 'difference_id']);
    return rows.map(row => ({
      source: row.source_id,
      difference: row.difference_id,
      by: row.ticked_by,
      at: row.ticked_at,
      ...(row.comment === null ? {} : { comment: row.comment }),
    }));
  }

  async tick(clusterId: string, tick: StoredTick): Promise<void> {
    await this.db('eks_checklist')
      .insert({
        cluster_id: clusterId,
        source_id: tick.source,
        difference_id: tick.difference,
        ticked_by: tick.by,
        ticked_at: tick.at,
        comment: tick.comment ?? null,
      })
      .onConflict(['cluster_id', 'source_id', 'difference_id'])
      .merge();
  }

  async untick(
    clusterId: string,
    source: string,
    difference: string,
  ): Promise<void> {
    await this.db('eks_checklist')
      .where({
        cluster_id: clusterId,
        source_id: source,
        difference_id: difference,
      })
      .delete();
  }
}
