// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { UpdateNodegroupConfigCommand } from '@aws-sdk/client-eks';
import { Pages } from './world/pages';
import { thePlace } from './world/place';
import { Portal, type Run } from './world/portal';
import { Sandbox } from './world/sandbox';

jest.setTimeout(300_000);

const portal = new Portal(thePlace().portal);
const sandbox = new Sandbox();
let pages: Pages;

beforeAll(async () => {
  pages = await Pages.open(portal.place);
});
afterAll(() => pages?.close());

describe('a cluster that is not what it was', () => {
  it('approving a plan whose basis has drifted is refused with what differs, and nothing is changed', async () => {
    const plan = await portal.plan('drifted');
    await sandbox.eks().send(
      new UpdateNodegroupConfigCommand({
        clusterName: 'drifted',
        nodegroupName: 'apps',
        scalingConfig: { minSize: 1, desiredSize: 3, maxSize: 4 },
        labels: { addOrUpdateLabels: { moved: 'under-us' } },
      }),
    );
    const refused = await portal.refusal(
      'POST',
      `/plans/${plan.id}/approve`,
      portal.approval(plan),
    );
    expect(refused.status).toBe(409);
    expect(refused.message).toMatch(
      /no longer what plan 1 was made for: .*apps.*Make a new plan/,
    );
    await portal.logged(/plan-approve/, /no longer what plan 1 was made for/);
    const { items } = await portal.call<{ items: Run[] }>(
      'GET',
      `/clusters/${encodeURIComponent(
        (
          await portal.cluster('drifted')
        ).id,
      )}/runs`,
    );
    expect(items).toEqual([]);
    expect(await sandbox.changes('drifted')).toEqual([]);

    await pages.show('drifted', [/Plan 1 for drifted/], {
      tab: 'migration',
      plan: plan.id,
    });
    await pages.page.getByRole('button', { name: 'Approve…' }).click();
    const dialogue = pages.page.getByRole('dialog');
    for (const box of await dialogue.getByRole('checkbox').all()) {
      await box.check();
    }
    const comment = dialogue.getByLabel('Comment');
    if (await comment.count()) await comment.fill('I do not look');
    await dialogue.getByRole('button', { name: /^Approve and start/ }).click();
    await pages.says([/no longer what plan 1 was made for/, /Make a new plan/]);
  });

  it('a run waits while the cluster is UPDATING and says so, and a second run is refused by name', async () => {
    const unaccepted = await portal.plan('updating', { until: 'drain' });
    expect(unaccepted.blockedBy.map(each => each.code)).toEqual(['CL-01']);
    const { id: clusterId } = await portal.cluster('updating');
    const path = `/clusters/${encodeURIComponent(clusterId)}`;
    const [finding] = (await portal.findings('updating')).filter(
      each => each.code === 'CL-01',
    );
    expect(finding.evidence).toMatch(/UPDATING/);
    await portal.call('POST', `${path}/exceptions`, {
      findingId: finding.id,
      reason: 'It will be over by then',
      expiresAt: new Date(Date.now() + 86_400_000).toISOString(),
    });
    const plan = await portal.plan('updating', { until: 'drain' });
    const run = await portal.approve(plan);
    const waiting = await portal.runOnce(
      run.id,
      'waits for the cluster',
      each => each.blockedBy.some(blocked => /UPDATING/.test(blocked.what)),
    );
    expect(waiting.state).toBe('running');
    const [blocked] = waiting.blockedBy;
    expect(blocked.what).toMatch(/updating is UPDATING/);
    expect(blocked.remedy).toMatch(/ACTIVE/);
    await portal.logged(/warn/, run.id, /UPDATING/, /ACTIVE/);
    await pages.show('updating', [/updating is UPDATING/], {
      tab: 'migration',
      run: run.id,
    });

    const second = await portal.plan('updating', { until: 'drain' });
    const refused = await portal.refusal(
      'POST',
      `/plans/${second.id}/approve`,
      portal.approval(second),
    );
    expect(refused.status).toBe(409);
    expect(refused.message).toMatch(
      new RegExp(`Run ${run.id} is running on cluster updating.*one run`),
    );
    await portal.logged(/plan-approve/, `Run ${run.id} is running`);
    expect(await sandbox.changes('updating')).toEqual([]);
  });

  it('a cluster that is deleted under a run blocks it by name', async () => {
    const run = await portal.start('deleted-late');
    await sandbox.fault({
      service: 'eks',
      cluster: 'deleted-late',
      action: {
        type: 'error',
        status: 404,
        code: 'ResourceNotFoundException',
        message: 'No cluster found for name: deleted-late.',
      },
    });
    const { blockedBy } = await portal.blocked(run.id);
    expect(blockedBy[0].what).toMatch(
      /No cluster found for name: deleted-late/,
    );
    expect(blockedBy[0].remedy).toMatch(/^Abort this run.*was deleted/);
    await portal.logged(/warn/, run.id, /No cluster found/, /was deleted/);
    await pages.show(
      'deleted-late',
      [/No cluster found for name: deleted-late/, /was deleted/],
      { tab: 'migration', run: run.id },
    );
  });
});
