// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { DescribeAddonCommand, UpdateAddonCommand } from '@aws-sdk/client-eks';
import { z } from 'zod';
import { asObject } from '../store';
import { changeEffect } from './change';
import { findUpdate, updateState } from './eksUpdate';

const schema = z.strictObject({
  clusterName: z.string(),
  addonName: z.string(),
  addonVersion: z.string(),
  resolveConflicts: z.enum(['PRESERVE', 'OVERWRITE', 'NONE']).optional(),
});

/** Brings one add-on to a version, keeping people's settings. */
export const updateAddon = changeEffect<z.infer<typeof schema>>({
  api: 'eks:UpdateAddon',
  schema,
  pollMs: 2_000,
  describe: request =>
    `Update add-on ${request.addonName} to ${request.addonVersion}`,
  async observe(
    { addonName, addonVersion, clusterName },
    session,
    signal,
    given,
  ) {
    const update = await updateState(session, signal, given.last, {
      addonName,
    });
    if (update) return update;
    const { addon } = await session.aws.eks.send(
      new DescribeAddonCommand({ clusterName, addonName }),
      { abortSignal: signal },
    );
    if (addon?.status === 'UPDATING' || addon?.status === 'CREATING')
      return { state: 'pending', message: `${addonName} is ${addon.status}` };
    return addon?.addonVersion === addonVersion
      ? { state: 'holds' }
      : {
          state: 'absent',
          now: { addonVersion: addon?.addonVersion ?? null },
        };
  },
  async call(request, { aws }, { token, signal }) {
    const { update } = await aws.eks.send(
      new UpdateAddonCommand({ ...request, clientRequestToken: token }),
      { abortSignal: signal },
    );
    return update?.id === undefined ? undefined : { updateId: update.id };
  },
  find: ({ addonName }, since, session, signal) =>
    findUpdate(session, signal, since, ['AddonUpdate'], { addonName }),
  inverse({ clusterName, addonName }, record) {
    const { addonVersion } = asObject(record.replaces, 'What was replaced');
    return typeof addonVersion === 'string'
      ? {
          api: 'eks:UpdateAddon',
          request: {
            clusterName,
            addonName,
            addonVersion,
            resolveConflicts: 'PRESERVE',
          },
        }
      : undefined;
  },
});
