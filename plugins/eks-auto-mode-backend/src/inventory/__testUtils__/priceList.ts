// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

/** A product of the price list: its attributes, and what an hour of it costs. */
export type Offer = Record<string, string> & { usd: string };

const instance = (
  instanceType: string,
  usd: string,
  running: Record<string, string>,
): Offer => ({
  service: 'AmazonEC2',
  regionCode: 'eu-central-1',
  usagetype: `EUC1-BoxUsage:${instanceType}`,
  instanceType,
  tenancy: 'Shared',
  preInstalledSw: 'NA',
  capacitystatus: 'Used',
  ...running,
  usd,
});

export const linux = (type: string, usd: string): Offer =>
  instance(type, usd, { operatingSystem: 'Linux', operation: 'RunInstances' });

/** With the licence that AWS sells, or one's own. */
export const windows = (
  type: string,
  usd: string,
  operation: 'RunInstances:0002' | 'RunInstances:0800' = 'RunInstances:0002',
): Offer => instance(type, usd, { operatingSystem: 'Windows', operation });

export const autoFee = (type: string, usd: string): Offer => ({
  service: 'AmazonEKS',
  regionCode: 'eu-central-1',
  usagetype: `EUC1-EKS-Auto:${type}-management-hours`,
  usd,
});

interface GetProducts {
  ServiceCode: string;
  Filters: { Field: string; Value: string }[];
  NextToken?: string;
}

/** Answers `GetProducts` as AWS does: filtered, in pages, JSON in JSON. */
export function priceListOf(offers: readonly Offer[], pageSize = 100) {
  return ({ ServiceCode, Filters, NextToken }: GetProducts) => {
    const found = offers.filter(
      offer =>
        offer.service === ServiceCode &&
        Filters.every(({ Field, Value }) => offer[Field] === Value),
    );
    const from = Number(NextToken ?? 0);
    const next = from + pageSize;
    return {
      PriceList: found.slice(from, next).map(({ usd, ...attributes }) =>
        // As the SDK gives it: not a string but an object that is one.
        Object(
          JSON.stringify({
            product: { attributes },
            terms: {
              OnDemand: {
                a: { priceDimensions: { b: { pricePerUnit: { USD: usd } } } },
              },
            },
          }),
        ),
      ),
      NextToken: next < found.length ? String(next) : undefined,
    };
  };
}
