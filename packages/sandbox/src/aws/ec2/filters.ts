// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { Filter, Tag } from '@aws-sdk/client-ec2';
import { wildcard } from '../../auth/conditions';
import { ApiError } from '../../wire/apiError';
import { page, type Call } from '../call';

type Values = (string | undefined)[];

/** What each filter name of a resource looks at. Tags are the same everywhere. */
export type Fields<T> = Record<string, (item: T) => Values>;

/** Keeps what passes every filter; a filter name that EC2 does not know is refused, as EC2 does. */
export function filtered<T extends { Tags?: Tag[] }>(
  items: T[],
  filters: Filter[] | undefined,
  fields: Fields<T>,
): T[] {
  return (filters ?? []).reduce(
    (left, { Name: name = '', Values: values = [] }) => {
      const tagKey = name.startsWith('tag:') ? name.slice(4) : undefined;
      const field = fields[name];
      if (tagKey === undefined && name !== 'tag-key' && !field) {
        throw new ApiError(
          'InvalidParameterValue',
          400,
          `The filter '${name}' is invalid`,
        );
      }
      return left.filter(item => {
        let actual: Values;
        if (tagKey !== undefined)
          actual = (item.Tags ?? [])
            .filter(t => t.Key === tagKey)
            .map(t => t.Value);
        else if (name === 'tag-key') actual = (item.Tags ?? []).map(t => t.Key);
        else actual = field(item);
        return actual.some(
          a => a !== undefined && values.some(v => wildcard(v, a)),
        );
      });
    },
    items,
  );
}

/** Picks by id; an id that is not there is an error (`InvalidSubnetID.NotFound`). */
export function byIds<T>(
  records: Record<string, T>,
  ids: string[] | undefined,
  code: string,
  noun: string,
): T[] {
  if (!ids?.length) return Object.values(records);
  return ids.map(id => {
    const found = records[id];
    if (!found)
      throw new ApiError(code, 400, `The ${noun} ID '${id}' does not exist`);
    return found;
  });
}

/** EC2 refuses MaxResults beside ids, and sizes outside 5 to 1000 (EC2 API reference, Query-Requests pagination). */
export function cutPage<T>(
  call: Call,
  items: T[],
  input: { MaxResults?: number; NextToken?: string },
  options: { ids?: string[]; most?: number; least?: number } = {},
): { items: T[]; NextToken?: string } {
  const { MaxResults: size, NextToken: token } = input;
  const least = options.least ?? 5;
  const most = options.most ?? 1000;
  if (options.ids?.length && size !== undefined) {
    throw new ApiError(
      'InvalidParameterCombination',
      400,
      'The parameter MaxResults cannot be used with an id list',
    );
  }
  if (size !== undefined && (size < least || size > most)) {
    throw new ApiError(
      'InvalidParameterValue',
      400,
      `Value ( ${size} ) for parameter maxResults is invalid. Expecting a value greater than or equal to ${least} and at most ${most}.`,
    );
  }
  const cut = page(
    items,
    token,
    size ?? most,
    call.operation,
    () => new ApiError('InvalidNextToken', 400, 'The token is invalid'),
  );
  return { items: cut.items, NextToken: cut.next };
}
