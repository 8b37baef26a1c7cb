// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { fireEvent, screen, within } from '@testing-library/react';
import type { api } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import { clusters } from '../../../../dev/data';
import { FakeEksAutoModeApi } from '../../../../dev/FakeEksAutoModeApi';
import { changes } from '../../../../dev/historyData';
import { stories } from '../../../../dev/stories';
import { stumbles } from '../../../__testUtils__/axe';
import { renderWith } from '../../../__testUtils__/render';
import { said } from '../../../__testUtils__/said';
import { ClusterContent } from '../ClusterContent';
import { ChangesPanel } from './ChangesPanel';

const show = (story: string) =>
  renderWith(<ClusterContent />, {
    story: stories[story],
    search: '?tab=history',
  });

describe('the history of a cluster', () => {
  it('tells what changed from one assessment to the next, worst first', async () => {
    await show('blocked');
    await said('1 worse, 1 new, 1 gone; Needs work before, Blocked now');
    const item = (
      await screen.findByText(/Every budget lets a pod go/)
    ).closest('li');
    expect(item).toHaveTextContent(/^worse: Blocker \(Warning before\) WL-01/i);
    await said('1 could not be looked for');
  });

  it('has each day as a line and in a table', async () => {
    await show('blocked');
    expect(
      await screen.findByRole('img', { name: /5 blockers on .*, 3 on/ }),
    ).toBeInTheDocument();
    fireEvent.click(screen.getByText('The numbers as a table'));
    const table = screen.getByRole('table', {
      name: 'What checkout-prod came to, day by day',
    });
    expect(within(table).getAllByRole('row')).toHaveLength(11);
  });

  it('says why it is empty on the first day', async () => {
    await show('first day');
    await said('Nothing changed since the first assessment');
    await said('Not two days are known yet');
  });

  it('reads older changes when asked to', async () => {
    class Paged extends FakeEksAutoModeApi {
      async listChanges(
        _clusterId?: string,
        cursor?: string,
      ): Promise<api.AssessmentChangePage> {
        return cursor
          ? { items: changes.slice(1) }
          : { items: changes.slice(0, 1), nextCursor: changes[0].readAt };
      }
    }
    await renderWith(<ChangesPanel clusterId={clusters[0].id} />, {
      fake: new Paged(),
    });
    fireEvent.click(
      await screen.findByRole('button', { name: 'Older changes' }),
    );
    await said('1 could not be looked for');
    expect(
      screen.queryByRole('button', { name: 'Older changes' }),
    ).not.toBeInTheDocument();
  });

  it('is no stumbling block for a screen reader', async () => {
    const { container } = await show('blocked');
    await said('1 worse, 1 new, 1 gone');
    expect(await stumbles(container)).toEqual([]);
  });
});
