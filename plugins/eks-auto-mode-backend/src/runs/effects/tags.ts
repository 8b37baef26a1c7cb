// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import {
  CreateTagsCommand,
  DeleteTagsCommand,
  DescribeTagsCommand,
} from '@aws-sdk/client-ec2';
import { z } from 'zod';
import type { ClusterSession } from '../../clusters/session';
import { changeEffect } from './change';

const schema = z.strictObject({
  Resources: z.array(z.string()).length(1),
  Tags: z.array(z.strictObject({ Key: z.string(), Value: z.string() })).min(1),
});

type Request = z.infer<typeof schema>;

/** Tags become visible a moment after they are written. */
const LAG_MS = 5_000;

async function readTags(
  { Resources }: Request,
  session: ClusterSession,
  signal: AbortSignal,
): Promise<Map<string, string>> {
  const { Tags = [] } = await session.aws.ec2.send(
    new DescribeTagsCommand({
      Filters: [{ Name: 'resource-id', Values: Resources }],
    }),
    { abortSignal: signal },
  );
  return new Map(Tags.map(tag => [tag.Key ?? '', tag.Value ?? '']));
}

const inWords = ({ Tags }: Request) =>
  Tags.map(tag => `${tag.Key}=${tag.Value}`).join(', ');

export const createTags = changeEffect<Request>({
  api: 'ec2:CreateTags',
  schema,
  lagMs: LAG_MS,
  describe: request => `Tag ${request.Resources[0]} ${inWords(request)}`,
  async observe(request, session, signal) {
    const tags = await readTags(request, session, signal);
    if (request.Tags.every(tag => tags.get(tag.Key) === tag.Value))
      return { state: 'holds' };
    // A value that somebody chose is theirs: it is never written over.
    const other = request.Tags.find(
      tag => tags.has(tag.Key) && tags.get(tag.Key) !== tag.Value,
    );
    return other
      ? {
          state: 'foreign',
          message: `${request.Resources[0]} has ${other.Key}=${tags.get(
            other.Key,
          )} already`,
        }
      : { state: 'absent', now: null };
  },
  async call(request, { aws }, { signal }) {
    await aws.ec2.send(new CreateTagsCommand(request), { abortSignal: signal });
    return undefined;
  },
  inverse: request => ({ api: 'ec2:DeleteTags', request }),
});

/** Deletes tags where they still have this value; EC2 itself compares it. */
export const deleteTags = changeEffect<Request>({
  api: 'ec2:DeleteTags',
  schema,
  lagMs: LAG_MS,
  describe: request => `Take ${inWords(request)} off ${request.Resources[0]}`,
  async observe(request, session, signal) {
    const tags = await readTags(request, session, signal);
    return request.Tags.some(tag => tags.get(tag.Key) === tag.Value)
      ? { state: 'absent', now: Object.fromEntries(tags) }
      : { state: 'holds' };
  },
  async call(request, { aws }, { signal }) {
    await aws.ec2.send(new DeleteTagsCommand(request), { abortSignal: signal });
    return undefined;
  },
});
