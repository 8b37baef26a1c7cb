// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { screen, within } from '@testing-library/react';
import { stories } from '../../../dev/stories';
import { stumbles } from '../../__testUtils__/axe';
import { renderWith } from '../../__testUtils__/render';
import { said } from '../../__testUtils__/said';
import { Unowned } from './Unowned';

const show = (story: string) =>
  renderWith(<Unowned />, { story: stories[story] });

describe('what has no owner', () => {
  it('is listed by place, with whom it falls to and what gives it an owner', async () => {
    const { container } = await show('blocked');
    const table = await screen.findByRole('table');
    const row = within(table).getByRole('row', { name: /legacy-batch/ });
    expect(within(row).getByText('team-payments')).toBeInTheDocument();
    expect(
      within(row).getByRole('link', { name: 'checkout-prod' }),
    ).toHaveAttribute(
      'href',
      '/catalog/default/resource/checkout-prod/eks-auto-mode?tab=readiness&q=%2Flegacy-batch%2F',
    );
    await said('Clusters whose entity names no owner');
    expect(await stumbles(container)).toEqual([]);
  });

  it('says so where there is nothing', async () => {
    await show('first day');
    await said('Everything has an owner');
  });

  it('says what failed', async () => {
    await show('backend down');
    await said('Without an owner: The backend is not reachable');
  });
});
