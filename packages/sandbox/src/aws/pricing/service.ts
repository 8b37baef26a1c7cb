// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { createHash } from 'node:crypto';
import * as pricing from '@aws-sdk/client-pricing';
import * as quotas from '@aws-sdk/client-service-quotas';
import { ApiError } from '../../wire/apiError';
import { json11 } from '../../wire/restJson';
import {
  instanceTypes,
  type InstanceTypeData,
} from '../../world/instanceTypes';
import { page, type Handlers } from '../call';
import { modelOf, type Service } from '../service';

const invalidToken = () =>
  new ApiError(
    'InvalidNextTokenException',
    400,
    'The pagination token is invalid. Try again without a pagination token.',
  );

/** How the Price List shortens regions in usage types; us-east-1 has no prefix. */
const PREFIXES: Record<string, string> = {
  'us-east-1': '',
  'us-east-2': 'USE2-',
  'us-west-2': 'USW2-',
  'eu-west-1': 'EU-',
  'eu-central-1': 'EUC1-',
  'ap-northeast-1': 'APN1-',
};
const DEARER: Record<string, number> = {
  'eu-west-1': 1.11,
  'eu-central-1': 1.15,
  'ap-northeast-1': 1.25,
};

/** What a Windows licence adds to an hour of each vCPU, in US dollars. */
const WINDOWS_VCPU = 0.046;

/** Billing codes by operating system and licence (EC2 User Guide, AMI billing information fields). */
function runningOf(type: InstanceTypeData) {
  const linux = {
    operatingSystem: 'Linux',
    licenseModel: 'No License required',
    operation: 'RunInstances',
    usd: type.onDemandUsd,
  };
  return type.architecture === 'arm64'
    ? [linux]
    : [
        linux,
        {
          operatingSystem: 'Windows',
          licenseModel: 'No License required',
          operation: 'RunInstances:0002',
          usd: type.onDemandUsd + WINDOWS_VCPU * type.vcpus,
        },
        {
          operatingSystem: 'Windows',
          licenseModel: 'Bring your own license',
          operation: 'RunInstances:0800',
          usd: type.onDemandUsd,
        },
      ];
}

interface Product {
  attributes: Record<string, string>;
  usd: number;
  unit: string;
}

function products(serviceCode: string): Product[] {
  const regions = Object.keys(PREFIXES);
  const all: Product[] = [];
  for (const regionCode of regions) {
    const prefix = PREFIXES[regionCode];
    const factor = DEARER[regionCode] ?? 1;
    if (serviceCode === 'AmazonEKS') {
      all.push(
        {
          attributes: {
            servicecode: serviceCode,
            regionCode,
            usagetype: `${prefix}AmazonEKS-Hours:perCluster`,
            operation: 'CreateOperation',
          },
          usd: 0.1,
          unit: 'hours',
        },
        {
          attributes: {
            servicecode: serviceCode,
            regionCode,
            usagetype: `${prefix}AmazonEKS-Hours:extendedSupport`,
            operation: 'ExtendedSupport',
          },
          usd: 0.5,
          unit: 'hours',
        },
      );
    }
    for (const type of instanceTypes()) {
      if (type.unpriced) continue;
      if (serviceCode === 'AmazonEKS') {
        all.push({
          attributes: {
            servicecode: serviceCode,
            regionCode,
            usagetype: `${prefix}EKS-Auto:${type.type}-management-hours`,
            operation: 'EKSAutoUsage',
            instanceType: type.type,
          },
          usd: type.autoFeeUsd * factor,
          unit: 'Hours',
        });
      } else if (serviceCode === 'AmazonEC2') {
        for (const { usd, ...running } of runningOf(type)) {
          all.push({
            attributes: {
              servicecode: serviceCode,
              regionCode,
              usagetype: `${prefix}BoxUsage:${type.type}`,
              ...running,
              instanceType: type.type,
              tenancy: 'Shared',
              preInstalledSw: 'NA',
              capacitystatus: 'Used',
              vcpu: String(type.vcpus),
              memory: `${type.memoryMiB / 1024} GiB`,
            },
            usd: usd * factor,
            unit: 'Hrs',
          });
        }
      }
    }
  }
  return all;
}

function priceListItem(product: Product): string {
  const { regionCode, usagetype, operation } = product.attributes;
  const sku = createHash('sha256')
    .update(`${regionCode} ${usagetype} ${operation}`)
    .digest('hex')
    .toUpperCase()
    .slice(0, 16);
  const offer = `${sku}.JRTCKXETXF`;
  return JSON.stringify({
    product: {
      productFamily:
        product.attributes.servicecode === 'AmazonEC2'
          ? 'Compute Instance'
          : 'Compute',
      attributes: product.attributes,
      sku,
    },
    serviceCode: product.attributes.servicecode,
    terms: {
      OnDemand: {
        [offer]: {
          priceDimensions: {
            [`${offer}.6YS6EN2CT7`]: {
              unit: product.unit,
              description: product.attributes.usagetype,
              pricePerUnit: { USD: product.usd.toFixed(10) },
            },
          },
          sku,
          offerTermCode: 'JRTCKXETXF',
        },
      },
    },
    version: '20261101000000',
    publicationDate: '2026-11-01T00:00:00Z',
  });
}

const pricingHandlers: Handlers<typeof pricing> = {
  GetProducts(_call, input) {
    if (!['AmazonEKS', 'AmazonEC2'].includes(input.ServiceCode ?? '')) {
      throw new ApiError(
        'NotFoundException',
        400,
        `Service ${input.ServiceCode} is not found`,
      );
    }
    const filters = input.Filters ?? [];
    const found = products(input.ServiceCode ?? '').filter(p =>
      filters.every(f => p.attributes[f.Field ?? ''] === f.Value),
    );
    const cut = page(
      found,
      input.NextToken,
      Math.min(input.MaxResults ?? 100, 100),
      'products',
      invalidToken,
    );
    return {
      FormatVersion: 'aws_v1',
      PriceList: cut.items.map(priceListItem),
      NextToken: cut.next,
    };
  },
};

const QUOTAS: { service: string; code: string; name: string; value: number }[] =
  [
    {
      service: 'ec2',
      code: 'L-1216C47A',
      name: 'Running On-Demand Standard (A, C, D, H, I, M, R, T, Z) instances',
      value: 640,
    },
    {
      service: 'ec2',
      code: 'L-34B43A08',
      name: 'All Standard (A, C, D, H, I, M, R, T, Z) Spot Instance Requests',
      value: 640,
    },
    { service: 'eks', code: 'L-1194D53C', name: 'Clusters', value: 100 },
    {
      service: 'eks',
      code: 'L-6D54EA21',
      name: 'Managed node groups per cluster',
      value: 30,
    },
    { service: 'vpc', code: 'L-407747CB', name: 'Subnets per VPC', value: 200 },
  ];

const quotaHandlers: Handlers<typeof quotas> = {
  GetServiceQuota(call, input) {
    const found = QUOTAS.find(
      q => q.service === input.ServiceCode && q.code === input.QuotaCode,
    );
    if (!found)
      throw new ApiError(
        'NoSuchResourceException',
        400,
        'The specified resource does not exist.',
      );
    return {
      Quota: {
        ServiceCode: found.service,
        ServiceName: found.service,
        QuotaArn: `arn:aws:servicequotas:${call.regionName}:${call.account.id}:${found.service}/${found.code}`,
        QuotaCode: found.code,
        QuotaName: found.name,
        Value: call.region.quotas[found.code] ?? found.value,
        Unit: 'None',
        Adjustable: true,
        GlobalQuota: false,
      },
    };
  },
};

export function pricingService(): Service {
  const operations = modelOf(pricing);
  return {
    name: 'pricing',
    operations,
    protocol: json11(operations),
    handlers: pricingHandlers,
    permissions: call => [
      { action: `pricing:${call.operation}`, resource: '*' },
    ],
    denied: text => new ApiError('AccessDeniedException', 400, text),
    invalid: text => new ApiError('InvalidParameterException', 400, text),
    throttled: { code: 'ThrottlingException', status: 400 },
  };
}

export function quotasService(): Service {
  const operations = modelOf(quotas);
  return {
    name: 'servicequotas',
    operations,
    protocol: json11(operations),
    handlers: quotaHandlers,
    permissions: call => [
      { action: `servicequotas:${call.operation}`, resource: '*' },
    ],
    denied: text => new ApiError('AccessDeniedException', 400, text),
    invalid: text => new ApiError('IllegalArgumentException', 400, text),
    throttled: { code: 'TooManyRequestsException', status: 400 },
  };
}
