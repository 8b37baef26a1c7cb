// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import * as ec2 from '@aws-sdk/client-ec2';
import { ApiError } from '../../wire/apiError';
import type { RegionState } from '../../world/state';
import { recordCall, type Call, type Handlers } from '../call';
import { cutPage, filtered } from './filters';

interface Tagged {
  type: string;
  holder: { Tags?: ec2.Tag[] };
}

/** A tagged resource by its id's prefix. */
export function taggedResource(
  region: RegionState,
  id: string,
): Tagged | undefined {
  const kinds: [string, string, { Tags?: ec2.Tag[] } | undefined][] = [
    ['subnet-', 'subnet', region.subnets[id]],
    ['vpc-', 'vpc', region.vpcs[id]?.vpc],
    ['sg-', 'security-group', region.securityGroups[id]],
    ['rtb-', 'route-table', region.routeTables[id]],
    ['i-', 'instance', region.instances[id]?.instance],
    ['vol-', 'volume', region.volumes[id]],
    ['snap-', 'snapshot', region.snapshots[id]],
    ['lt-', 'launch-template', region.launchTemplates[id]?.template],
    ['nat-', 'natgateway', region.natGateways[id]],
    ['vpce-', 'vpc-endpoint', region.vpcEndpoints[id]],
  ];
  const found = kinds.find(([prefix]) => id.startsWith(prefix));
  return found?.[2] && { type: found[1], holder: found[2] };
}

function resolve(call: Call, ids: string[] | undefined): [string, Tagged][] {
  return (ids ?? []).map(id => {
    const found = taggedResource(call.region, id);
    if (!found) {
      const noun = id.split('-')[0];
      const codes: Record<string, string> = {
        subnet: 'InvalidSubnetID.NotFound',
        vpc: 'InvalidVpcID.NotFound',
        sg: 'InvalidGroup.NotFound',
        i: 'InvalidInstanceID.NotFound',
        vol: 'InvalidVolume.NotFound',
      };
      throw new ApiError(
        codes[noun] ?? 'InvalidID',
        400,
        `The ID '${id}' does not exist`,
      );
    }
    const { holder } = found;
    if (
      'Operator' in holder &&
      typeof holder.Operator === 'object' &&
      holder.Operator &&
      'Managed' in holder.Operator &&
      holder.Operator.Managed
    ) {
      throw new ApiError(
        'OperationNotPermitted',
        400,
        `You cannot modify ${id}: it is managed by eks.amazonaws.com`,
      );
    }
    return [id, found];
  });
}

export const tagHandlers: Handlers<typeof ec2> = {
  CreateTags(call, input) {
    const targets = resolve(call, input.Resources);
    const tags = input.Tags ?? [];
    for (const tag of tags) {
      if (tag.Key?.startsWith('aws:')) {
        throw new ApiError(
          'InvalidParameterValue',
          400,
          `Value ( ${tag.Key} ) for parameter key is invalid. Tag keys starting with 'aws:' are reserved for internal use`,
        );
      }
    }
    for (const [id, { type, holder }] of targets) {
      const old = holder.Tags ?? [];
      const kept = old.filter(t => !tags.some(n => n.Key === t.Key));
      if (kept.length + tags.length > 50) {
        throw new ApiError(
          'TagLimitExceeded',
          400,
          'The maximum number of Tags for a resource has been reached.',
        );
      }
      for (const tag of tags) {
        const before = old.find(t => t.Key === tag.Key)?.Value;
        const after = tag.Value ?? '';
        if (before !== after) {
          recordCall(call, {
            object: `ec2:${type}/${id}`,
            field: `tag:${tag.Key}`,
            before,
            after,
          });
        }
      }
      holder.Tags = [
        ...kept,
        ...tags.map(t => ({ Key: t.Key, Value: t.Value ?? '' })),
      ];
    }
    return {};
  },

  /** A tag given with a value goes only where the value is the same (EC2 API reference, DeleteTags). */
  DeleteTags(call, input) {
    for (const [id, { type, holder }] of resolve(call, input.Resources)) {
      const gone = (holder.Tags ?? []).filter(tag =>
        input.Tags === undefined
          ? !tag.Key?.startsWith('aws:')
          : input.Tags.some(
              t =>
                t.Key === tag.Key &&
                (t.Value === undefined || t.Value === tag.Value),
            ),
      );
      holder.Tags = (holder.Tags ?? []).filter(t => !gone.includes(t));
      for (const tag of gone) {
        recordCall(call, {
          object: `ec2:${type}/${id}`,
          field: `tag:${tag.Key}`,
          before: tag.Value,
          after: undefined,
        });
      }
    }
    return {};
  },

  DescribeTags(call, input) {
    const ids = [
      ...Object.keys(call.region.subnets),
      ...Object.keys(call.region.vpcs),
      ...Object.keys(call.region.securityGroups),
      ...Object.keys(call.region.routeTables),
      ...Object.keys(call.region.instances),
      ...Object.keys(call.region.volumes),
    ];
    const all = ids.flatMap(ResourceId => {
      const found = taggedResource(call.region, ResourceId);
      return (found?.holder.Tags ?? []).map(({ Key, Value }) => ({
        ResourceId,
        ResourceType: found?.type,
        Key,
        Value,
      }));
    });
    const shown = filtered<(typeof all)[number] & { Tags?: ec2.Tag[] }>(
      all,
      input.Filters,
      {
        'resource-id': t => [t.ResourceId],
        'resource-type': t => [t.ResourceType],
        key: t => [t.Key],
        value: t => [t.Value],
      },
    );
    const cut = cutPage(call, shown, input);
    const tags: ec2.TagDescription[] = cut.items.map(t => {
      const description: ec2.TagDescription = {
        ResourceId: t.ResourceId,
        Key: t.Key,
        Value: t.Value,
      };
      return Object.assign(description, { ResourceType: t.ResourceType });
    });
    return { Tags: tags, NextToken: cut.NextToken };
  },
};
