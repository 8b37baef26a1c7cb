// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { screen, within } from '@testing-library/react';
import { sources } from '../../../../dev/data';
import { stumbles } from '../../../__testUtils__/axe';
import { renderWith } from '../../../__testUtils__/render';
import { SourcesToday } from './SourcesToday';

jest.setTimeout(60_000);

const rowOf = (name: string) =>
  within(screen.getByText(name).closest('tr') ?? document.body);

describe('what nodes come from today', () => {
  it('says beside the decision what stands in the way of a plan', async () => {
    const [moved, kept] = sources;
    const { container } = await renderWith(
      <SourcesToday
        title="Nodes today"
        sources={[
          {
            ...moved,
            pools: [],
            inTheWay: ['its own launch template could not be read: lt-1'],
          },
          kept,
        ]}
      />,
      { story: {} },
    );
    const row = rowOf('ng-general');
    expect(row.getByText(/moves to Auto Mode/)).toBeInTheDocument();
    expect(row.getByText('as far as is known:')).toBeInTheDocument();
    expect(
      row.getByText('its own launch template could not be read: lt-1'),
    ).toBeInTheDocument();
    expect(rowOf('ng-data').queryByText('as far as is known:')).toBeNull();
    expect(await stumbles(container)).toEqual([]);
  });

  it.each([
    ['has no nodes', false, 'No nodes'],
    [
      'may have nodes of which nobody can say what becomes',
      true,
      'Nobody can say what becomes of the nodes',
    ],
  ])('tells a cluster that %s', async (_words, open, title) => {
    await renderWith(
      <SourcesToday title="Nodes today" sources={[]} open={open} />,
    );
    expect(screen.getByText(title)).toBeInTheDocument();
  });
});
