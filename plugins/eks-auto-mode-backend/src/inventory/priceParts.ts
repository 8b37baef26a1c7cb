// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { GetProductsCommand, type Filter } from '@aws-sdk/client-pricing';
import type {
  InventoryParts,
  Node,
  Read,
} from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { z } from 'zod';
import { pricingRegionOf } from '../clusters/partition';
import { typesOf, type TypeSources } from './capacityParts';
import { children, compact, pages, part, type Reading } from './reading';
import { runsWindows } from './runsWindows';

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

/** What a price list item is of, and what an hour of it costs. */
interface Offer {
  attributes: Record<string, string>;
  hourly: number;
}

/** With the lowest hourly price above zero, in USD (CNY in China); none where there is no such price. */
function offersOf(item: string): Offer[] {
  const parsed = product.safeParse(JSON.parse(item));
  if (!parsed.success) return [];
  const prices = Object.values(parsed.data.terms.OnDemand ?? {}).flatMap(term =>
    Object.values(term.priceDimensions).map(dimension =>
      Number(dimension.pricePerUnit.USD ?? dimension.pricePerUnit.CNY),
    ),
  );
  const positive = prices.filter(price => Number.isFinite(price) && price > 0);
  const { attributes = {} } = parsed.data.product;
  return positive.length > 0
    ? [{ attributes, hourly: Math.min(...positive) }]
    : [];
}

const term = (Field: string, Value: string): Filter => ({
  Type: 'TERM_MATCH',
  Field,
  Value,
});

/**
 * Products of a region's list, page by page as they are read. Both lists that are asked for are the
 * same for all clusters of a region, and are read once a day for them: some ten pages each.
 */
async function priceList(
  reading: Reading,
  ServiceCode: string,
  Filters: Filter[],
  signal: AbortSignal,
): Promise<Offer[]> {
  const { pricing } = reading.session.aws;
  return await pages(async NextToken => {
    const page = await pricing.send(
      new GetProductsCommand({
        ServiceCode,
        Filters: [term('regionCode', reading.session.region), ...Filters],
        MaxResults: 100,
        NextToken,
      }),
      { abortSignal: signal },
    );
    return {
      // The SDK wraps each item in a String object that parses itself on demand.
      items: page.PriceList?.flatMap((item: unknown) => offersOf(String(item))),
      token: page.NextToken,
    };
  });
}

/**
 * The fee of Auto Mode by instance type: usage types such as
 * `EUC1-EKS-Auto:m7i.large-management-hours`, whose prefix is not the region's name.
 */
function autoFees(reading: Reading): Promise<ReadonlyMap<string, number>> {
  return reading.regions.autoFees.get(
    reading.session.region,
    reading.signal,
    async signal =>
      new Map(
        (await priceList(reading, 'AmazonEKS', [], signal)).flatMap(
          ({ attributes, hourly }) => {
            const [, type] =
              /EKS-Auto:([a-z0-9-]+\.[a-z0-9-]+?)-management-hours$/i.exec(
                attributes.usagetype ?? '',
              ) ?? [];
            return type ? [[type, hourly] as const] : [];
          },
        ),
      ),
  );
}

/** `operation` as images are billed: with Microsoft's licence, not with one's own (EC2 User Guide, billing-info-fields). */
const SYSTEMS = {
  Linux: [],
  Windows: [term('operation', 'RunInstances:0002')],
};

/** On-demand prices by instance type. */
function onDemandPrices(
  reading: Reading,
  system: keyof typeof SYSTEMS,
): Promise<ReadonlyMap<string, number>> {
  return reading.regions.onDemandPrices.get(
    `${reading.session.region}/${system}`,
    reading.signal,
    async signal => {
      const prices = new Map<string, number>();
      const offers = await priceList(
        reading,
        'AmazonEC2',
        [
          term('operatingSystem', system),
          term('tenancy', 'Shared'),
          term('preInstalledSw', 'NA'),
          term('capacitystatus', 'Used'),
          ...SYSTEMS[system],
        ],
        signal,
      );
      for (const { attributes, hourly } of offers) {
        const { instanceType } = attributes;
        if (instanceType && !prices.has(instanceType))
          prices.set(instanceType, hourly);
      }
      return prices;
    },
  );
}

export interface PriceSources extends TypeSources {
  nodes: Promise<Read<Node[]>>;
}

/**
 * On-demand prices, and what Auto Mode adds, of the types that the cluster runs and of all that Auto
 * Mode launches in the region: nobody knows yet which of them a plan will take.
 */
export function readPrices(
  reading: Reading,
  sources: PriceSources,
): Promise<Read<InventoryParts['prices']>> {
  const { partition } = reading.session;
  return part(reading, 'pricing:GetProducts', async missing => {
    if (!pricingRegionOf(partition)) {
      throw new Error(`The price list is not served in partition ${partition}`);
    }
    const [fees, linux] = await Promise.all([
      autoFees(reading),
      onDemandPrices(reading, 'Linux'),
    ]);
    const nodes = await sources.nodes;
    const running = nodes.state === 'read' ? nodes.value : [];
    const [windows] = await children(
      reading,
      'pricing:GetProducts',
      running.some(runsWindows) ? (['Windows'] as const) : [],
      missing,
      system => onDemandPrices(reading, system),
    );
    const types = new Set([
      ...(await typesOf(sources)),
      ...running.flatMap(
        ({ metadata }) =>
          metadata.labels?.['node.kubernetes.io/instance-type'] ?? [],
      ),
      ...fees.keys(),
    ]);
    return [...types].sort().flatMap(type => {
      const onDemand = linux.get(type);
      return onDemand === undefined
        ? []
        : compact({
            type,
            onDemand,
            onDemandWindows: windows?.get(type),
            autoFee: fees.get(type),
          });
    });
  });
}
