// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { readOnly } from '../../../../dev/data';
import { run } from '../../../../dev/migrationData';
import { stories } from '../../../../dev/stories';
import { stumbles } from '../../../__testUtils__/axe';
import { renderWith } from '../../../__testUtils__/render';
import { ClusterContent } from '../ClusterContent';

const show = (story: string, search = '') =>
  renderWith(<ClusterContent />, {
    story: stories[story],
    search: `?tab=migration&run=run-1${search}`,
  });

describe('a run', () => {
  it.each([
    ['draining', /checkout-prod is being migrated: Drain ng-general/],
    ['waiting for approval', /waits for an approval: deletion of node group/],
    ['waiting for soak', /soaks: the old capacity is kept/],
    ['waiting for a window', /waits for its window: Sat 22:00/],
    ['blocked by a pod', /is blocked: payments-api-7 cannot be evicted/],
    ['paused', /is paused/],
    ['done', /was migrated to Auto Mode/],
    ['undone', /was undone/],
  ])(
    'in the state "%s" says so in words, to screen readers too',
    async (story, words) => {
      await show(story);
      expect(
        await screen.findByRole('heading', { name: words }),
      ).toBeInTheDocument();
      expect(
        screen
          .getAllByRole('status')
          .some(s => words.test(s.textContent ?? '')),
      ).toBe(true);
    },
  );

  it('marks the step at work in the rail', async () => {
    await show('draining');
    const [current] = (await screen.findAllByRole('listitem')).filter(
      item => item.getAttribute('aria-current') === 'step',
    );
    expect(current).toHaveTextContent(/Drain ng-general.*Running · \d+ min of/);
  });

  it('shows the drain: old and Auto nodes, numbers, and what blocks whom', async () => {
    await show('draining');
    expect(
      await screen.findByText('Old nodes: 3 nodes, 36 pods'),
    ).toBeInTheDocument();
    expect(
      screen.getByText('Auto nodes: 2 nodes, 24 pods'),
    ).toBeInTheDocument();
    expect(screen.getByText('payments/payments-api-7')).toBeInTheDocument();
    expect(
      screen.getByText(/PodDisruptionBudget payments\/payments-api/),
    ).toBeInTheDocument();
  });

  it('says what holds a step up that goes on by itself, and what would help', async () => {
    const what = 'checkout-prod did not accept the portal’s token';
    await renderWith(<ClusterContent />, {
      story: {
        runs: [
          run(
            'enable',
            'running',
            {},
            {
              blocked: [
                {
                  what,
                  now: 'It is tried again in 4 s',
                  remedy: 'Create the access entry',
                  owner: 'group:default/team-platform',
                },
              ],
            },
          ),
        ],
      },
      search: '?tab=migration&run=run-1',
    });
    const said = await screen.findByText(new RegExp(what));
    expect(said).toHaveTextContent(/team-platform.*It is tried again in 4 s/);
    expect(screen.getByText(/Create the access entry/)).toBeInTheDocument();
    expect(
      screen.queryByLabelText('Why the run is blocked'),
    ).not.toBeInTheDocument();
  });

  it('shows what failed, what is true now, and retries', async () => {
    const { fake } = await show('blocked by a pod');
    const card = await screen.findByLabelText('Why the run is blocked');
    expect(within(card).getByText(/9 of 10 pods/)).toBeInTheDocument();
    fireEvent.click(within(card).getByRole('button', { name: 'Retry' }));
    await waitFor(() =>
      expect(fake.commands).toEqual([
        {
          runId: 'run-1',
          command: { type: 'retry', stepId: 'drain:managed:ng-general' },
        },
      ]),
    );
  });

  it('skips only with a reason', async () => {
    const { fake } = await show('blocked by a pod');
    fireEvent.click(await screen.findByRole('button', { name: 'Skip…' }));
    const dialog = await screen.findByRole('dialog');
    const skip = () =>
      within(dialog).getByRole('button', { name: 'Skip it and go on' });
    fireEvent.click(skip());
    expect(fake.commands).toEqual([]);
    fireEvent.change(within(dialog).getByLabelText(/Why can it be skipped/), {
      target: { value: 'drained by hand' },
    });
    fireEvent.click(skip());
    await waitFor(() =>
      expect(fake.commands[0]?.command).toEqual({
        type: 'skip',
        stepId: 'drain:managed:ng-general',
        reason: 'drained by hand',
      }),
    );
  });

  it('pauses at once; undoes after asking how far', async () => {
    const { fake } = await show('draining');
    fireEvent.click(await screen.findByRole('button', { name: 'Pause' }));
    expect(
      await screen.findByRole('button', { name: 'Resume' }),
    ).toBeInTheDocument();
    fireEvent.click(screen.getByRole('button', { name: 'Undo…' }));
    const dialog = await screen.findByRole('dialog');
    fireEvent.click(within(dialog).getByLabelText(/Auto Mode off/));
    fireEvent.click(
      within(dialog).getByRole('button', { name: /Undo 7 steps/ }),
    );
    await waitFor(() =>
      expect(fake.commands.map(c => c.command)).toEqual([
        { type: 'pause' },
        { type: 'undo', undoTo: 'auto-mode-off' },
      ]),
    );
  });

  it('deletes old node groups only behind a dialogue that names them', async () => {
    const { fake } = await show('waiting for approval');
    fireEvent.click(await screen.findByText('Approve the retirement…'));
    const dialog = await screen.findByRole('dialog');
    expect(
      await within(dialog).findByText(/deletes node group ng-general/),
    ).toBeInTheDocument();
    fireEvent.click(
      within(dialog).getByRole('button', {
        name: 'Delete 1 node group of checkout-prod',
      }),
    );
    await waitFor(() =>
      expect(fake.commands[0]?.command).toMatchObject({
        type: 'approve-retire',
        stepId: 'retire:managed:ng-general',
      }),
    );
  });

  it('shows before and after once it is verified', async () => {
    await show('done');
    expect(
      await screen.findByText('Verified: everything holds'),
    ).toBeInTheDocument();
    expect(
      screen.getByRole('row', { name: /Ready pods 96 96 Holds/ }),
    ).toBeInTheDocument();
  });

  it('filters the journal by the step that the URL names', async () => {
    await show('draining', '&step=preflight');
    expect(await screen.findByText(/All rights are there/)).toBeInTheDocument();
    expect(
      screen.queryByText(/payments-api-3 is gone/),
    ).not.toBeInTheDocument();
  });

  it('follows a run by itself', async () => {
    const { fake } = await show('draining');
    await screen.findByRole('heading', { name: /is being migrated/ });
    fake.world.runs = [run('', 'done')];
    expect(
      await screen.findByRole(
        'heading',
        { name: /was migrated to Auto Mode/ },
        { timeout: 8_000 },
      ),
    ).toBeInTheDocument();
  });

  it('can be watched without the right to steer it', async () => {
    await renderWith(<ClusterContent />, {
      story: { ...stories.draining, permissions: readOnly },
      search: '?tab=migration&run=run-1',
    });
    for (const [name, right] of [
      ['Pause', /cluster.run/],
      ['Abort…', /cluster.run/],
      ['Undo…', /cluster.undo/],
    ] as const) {
      expect(
        await screen.findByRole('button', { name }),
      ).toHaveAccessibleDescription(right);
    }
  });

  it('stays readable with 6,000 pods on 200 nodes', async () => {
    await show('a large drain');
    expect(
      await screen.findByText('Old nodes: 200 nodes, 6,000 pods'),
    ).toBeInTheDocument();
    // The node with a blocked pod comes first, and only the first 20 are drawn.
    expect(screen.getByText('ip-10-0-1-12')).toBeInTheDocument();
    expect(screen.getByText('Show all 200 nodes')).toBeInTheDocument();
  });

  it.each(['draining', 'blocked by a pod', 'done'])(
    'is no stumbling block for a screen reader in the state "%s"',
    async story => {
      const { container } = await show(story);
      await screen.findByRole('heading', { name: 'Journal' });
      expect(await stumbles(container)).toEqual([]);
    },
  );
});
