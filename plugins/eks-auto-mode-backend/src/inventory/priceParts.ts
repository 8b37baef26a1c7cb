// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { GetProductsCommand, type Filter } from '@aws-sdk/client-pricing';
import type {
  InventoryParts,
  Read,
} from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { z } from 'zod';
import { pricingRegionOf } from '../clusters/partition';
import { typesOf, type TypeSources } from './capacityParts';
import { children, compact, pages, part, type Reading } from './reading';

/** What of a price list item says the price; items are JSON in JSON. */
const product = z.object({
  product: z.object({
    attributes: z.record(z.string(), z.string()).optional(),
  }),
  terms: z.object({
    OnDemand: z
      .record(
        z.string(),
        z.object({
          priceDimensions: z.record(
            z.string(),
            z.object({
              pricePerUnit: z.record(z.string(), z.string()),
              unit: z.string().optional(),
            }),
          ),
        }),
      )
      .optional(),
  }),
});

/** The lowest hourly price above zero of a price list item, in USD (CNY in China). */
export function hourlyPrice(item: string): number | undefined {
  const parsed = product.safeParse(JSON.parse(item));
  if (!parsed.success) return undefined;
  const prices = Object.values(parsed.data.terms.OnDemand ?? {}).flatMap(term =>
    Object.values(term.priceDimensions).map(dimension =>
      Number(dimension.pricePerUnit.USD ?? dimension.pricePerUnit.CNY),
    ),
  );
  const positive = prices.filter(price => Number.isFinite(price) && price > 0);
  return positive.length ? Math.min(...positive) : undefined;
}

const term = (Field: string, Value: string): Filter => ({
  Type: 'TERM_MATCH',
  Field,
  Value,
});

async function priceList(
  reading: Reading,
  ServiceCode: string,
  Filters: Filter[],
  signal: AbortSignal,
): Promise<string[]> {
  const { pricing } = reading.session.aws;
  const items = await pages(async NextToken => {
    const page = await pricing.send(
      new GetProductsCommand({
        ServiceCode,
        Filters,
        MaxResults: 100,
        NextToken,
      }),
      { abortSignal: signal },
    );
    return { items: page.PriceList, token: page.NextToken };
  });
  // The SDK wraps each item in a String object that parses itself on demand.
  return items.map(item => String(item));
}

/**
 * The fee of Auto Mode by instance type: usage types such as
 * `EUC1-EKS-Auto:m7i.large-management-hours`. Their prefix is not the region's name, so the region's
 * whole list is read, once a day for all clusters.
 */
export function autoFeesOf(items: readonly string[]): Map<string, number> {
  const fees = new Map<string, number>();
  for (const item of items) {
    const parsed = product.safeParse(JSON.parse(item));
    const usage = parsed.data?.product.attributes?.usagetype ?? '';
    const type = /EKS-Auto:([a-z0-9-]+\.[a-z0-9-]+?)-management-hours$/i.exec(
      usage,
    )?.[1];
    const price = type && hourlyPrice(item);
    if (type && price) fees.set(type, price);
  }
  return fees;
}

/** On-demand prices of the cluster's instance types and what Auto Mode adds. Remembered for a day. */
export function readPrices(
  reading: Reading,
  sources: TypeSources,
): Promise<Read<InventoryParts['prices']>> {
  const { region, partition } = reading.session;
  return part(reading, 'pricing:GetProducts', async missing => {
    if (!pricingRegionOf(partition)) {
      throw new Error(`The price list is not served in partition ${partition}`);
    }
    const types = [...(await typesOf(sources))].sort();
    const fees = await reading.regions.autoFees.get(
      region,
      reading.signal,
      async signal =>
        autoFeesOf(
          await priceList(
            reading,
            'AmazonEKS',
            [term('regionCode', region)],
            signal,
          ),
        ),
    );
    return await children(
      reading,
      'pricing:GetProducts',
      types,
      missing,
      async type => {
        const onDemand = await reading.regions.onDemandPrice.get(
          `${region}/${type}`,
          reading.signal,
          async signal => {
            const items = await priceList(
              reading,
              'AmazonEC2',
              [
                term('instanceType', type),
                term('regionCode', region),
                term('operatingSystem', 'Linux'),
                term('tenancy', 'Shared'),
                term('preInstalledSw', 'NA'),
                term('capacitystatus', 'Used'),
              ],
              signal,
            );
            return items
              .map(hourlyPrice)
              .find((price): price is number => price !== undefined);
          },
        );
        return onDemand === undefined
          ? undefined
          : compact({ type, onDemand, autoFee: fees.get(type) });
      },
    );
  });
}
