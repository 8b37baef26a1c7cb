// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { fireEvent, screen } from '@testing-library/react';
import { stories } from '../../../dev/stories';
import { stumbles } from '../../__testUtils__/axe';
import { paymentsApi, renderWith } from '../../__testUtils__/render';
import { ServiceContent } from './ServiceContent';

const show = (story?: string) =>
  renderWith(<ServiceContent />, {
    story: story ? stories[story] : {},
    entity: paymentsApi,
  });

describe('the tab on a service', () => {
  it('answers in its first line, then a block per cluster', async () => {
    await show('service');
    expect(
      await screen.findByRole('heading', {
        name: /On checkout-prod it blocks the migration/,
      }),
    ).toBeInTheDocument();
    expect(
      screen.getByRole('heading', { name: 'On checkout-prod' }),
    ).toBeInTheDocument();
    expect(screen.getByText('10 pods')).toBeInTheDocument();
    expect(
      screen.getByText(/at least 42 min, one pod at a time/),
    ).toBeInTheDocument();
    expect(
      screen.getByText(/Your 6 pods were moved in 4 min/),
    ).toBeInTheDocument();
  });

  it('opens a finding on its patch', async () => {
    await show('service');
    fireEvent.click(await screen.findByRole('button', { name: /WL-01/ }));
    expect(await screen.findByText(/maxUnavailable: 1/)).toBeInTheDocument();
  });

  it('says how workloads are found where none was', async () => {
    await show();
    expect(
      await screen.findByText(/No workload of this service was found/),
    ).toBeInTheDocument();
    expect(screen.getByText(/kubernetes-id: payments-api/)).toBeInTheDocument();
  });

  it('is no stumbling block for a screen reader', async () => {
    const { container } = await show('service');
    await screen.findByText('10 pods');
    expect(await stumbles(container)).toEqual([]);
  });
});
