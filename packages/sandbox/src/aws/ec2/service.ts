// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import * as ec2 from '@aws-sdk/client-ec2';
import { ApiError } from '../../wire/apiError';
import { ec2Query } from '../../wire/queryXml';
import type { Call, Permission } from '../call';
import { modelOf, type Service } from '../service';
import { computeHandlers } from './compute';
import { imageHandlers } from './images';
import { networkHandlers } from './network';
import { securityGroupHandlers } from './securityGroups';
import { tagHandlers, taggedResource } from './tags';
import { terminateHandlers } from './terminate';

type Input = Record<string, unknown>;

function strings(value: unknown): string[] {
  return Array.isArray(value) ? value.map(String) : [];
}

function resourceTags(call: Call, id: string): Permission['context'] {
  const tags = taggedResource(call.region, id)?.holder.Tags ?? [];
  return Object.fromEntries(
    tags.flatMap(t => [
      [`aws:ResourceTag/${t.Key}`, t.Value ?? ''],
      [`ec2:ResourceTag/${t.Key}`, t.Value ?? ''],
    ]),
  );
}

/** Describe calls know no resources; changing ones ask for each resource that they name (Service Authorization Reference, EC2). */
function permissions(call: Call, input: Input): Permission[] {
  const action = `ec2:${call.operation}`;
  if (/^(Describe|Get)/.test(call.operation)) {
    return [
      { action, resource: '*', context: { 'ec2:Region': call.regionName } },
    ];
  }
  const ids = [
    ...strings(input.Resources),
    ...strings(input.InstanceIds),
    ...[input.GroupId, input.VolumeId, input.VpcId].filter(
      (id): id is string => typeof id === 'string',
    ),
  ];
  const tags = Array.isArray(input.Tags)
    ? input.Tags.map(
        (t: { Key?: string; Value?: string }) =>
          [t.Key ?? '', t.Value] as const,
      )
    : [];
  const context: Permission['context'] = {
    'ec2:Region': call.regionName,
    'aws:TagKeys': tags.length > 0 ? tags.map(([k]) => k) : undefined,
    ...Object.fromEntries(tags.map(([k, v]) => [`aws:RequestTag/${k}`, v])),
  };
  return ids.map(id => {
    const type = taggedResource(call.region, id)?.type ?? '*';
    return {
      action,
      resource: `arn:aws:ec2:${call.regionName}:${call.account.id}:${type}/${id}`,
      context: { ...context, ...resourceTags(call, id) },
    };
  });
}

export function ec2Service(): Service {
  const operations = modelOf(ec2);
  return {
    name: 'ec2',
    operations,
    protocol: ec2Query(operations),
    handlers: {
      ...networkHandlers,
      ...computeHandlers,
      ...imageHandlers,
      ...tagHandlers,
      ...securityGroupHandlers,
      ...terminateHandlers,
    },
    permissions,
    denied: t =>
      new ApiError(
        'UnauthorizedOperation',
        403,
        `You are not authorized to perform this operation. ${t}`,
      ),
    invalid: t =>
      new ApiError(
        t.includes('must contain')
          ? 'MissingParameter'
          : 'InvalidParameterValue',
        400,
        t,
      ),
    throttled: { code: 'RequestLimitExceeded', status: 503 },
  };
}
