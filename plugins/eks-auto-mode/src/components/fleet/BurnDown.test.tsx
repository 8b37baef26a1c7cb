// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { fireEvent, screen, within } from '@testing-library/react';
import { burnDown } from '../../../dev/historyData';
import { stories } from '../../../dev/stories';
import { stumbles } from '../../__testUtils__/axe';
import { renderWith } from '../../__testUtils__/render';
import { said } from '../../__testUtils__/said';
import { BurnDown } from './BurnDown';

const show = (story: string) =>
  renderWith(<BurnDown />, { story: stories[story] });

describe('the burn-down', () => {
  it('says the pace in words before it draws it', async () => {
    await show('blocked');
    await said('4 of 7 clusters are left to migrate. At 0.5 a week');
    await said('4 days before the target');
    expect(screen.getByRole('img', { name: /day by day/ })).toBeInTheDocument();
  });

  it('has every number of the picture in a table', async () => {
    await show('blocked');
    fireEvent.click(await screen.findByText('The numbers as a table'));
    const table = screen.getByRole('table', {
      name: 'Clusters left to migrate, day by day',
    });
    const last = burnDown.days[burnDown.days.length - 1];
    const row = within(table).getByRole('row', { name: new RegExp(last.day) });
    expect(
      within(row)
        .getAllByRole('cell')
        .map(c => c.textContent),
    ).toEqual([last.day, '4', '3', '2', '6']);
  });

  it('names whose blockers they are and what became of them', async () => {
    await show('blocked');
    const table = await screen.findByRole('table', { name: /by team/ });
    expect(
      within(table).getByRole('row', { name: /team-payments 4 5 fewer/ }),
    ).toBeInTheDocument();
    expect(
      within(table).getByRole('row', { name: /no owner 1 1 more/ }),
    ).toBeInTheDocument();
  });

  it('draws no line through one day', async () => {
    await show('first day');
    await said('Not two days are known yet');
    expect(screen.queryByRole('img')).not.toBeInTheDocument();
  });

  it('says what failed', async () => {
    await show('backend down');
    await said('Burn-down: The backend is not reachable');
  });

  it.each(['blocked', 'first day', 'nothing answers yet'])(
    'is no stumbling block for a screen reader: %s',
    async story => {
      const { container } = await show(story);
      await said('Burn-down');
      expect(await stumbles(container)).toEqual([]);
    },
  );
});
