// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { parseEntityRef } from '@backstage/catalog-model';
import { act, fireEvent, screen, waitFor } from '@testing-library/react';
import { entities } from '../dev/entities';
import { Scene, scenes } from '../dev/scenes';
import { stories } from '../dev/stories';
import { renderWith } from './__testUtils__/render';
import { said } from './__testUtils__/said';
import { AutoModeCard } from './components/card/AutoModeCard';
import { ClusterContent } from './components/cluster/ClusterContent';
import { GroupCard } from './components/group/GroupCard';
import { FleetContent } from './components/fleet/FleetContent';
import { ServiceContent } from './components/service/ServiceContent';

/** What is mounted at the path of a scene, and for which entity. */
function surfaceOf(path: string) {
  const [, , namespace, kind, name, tab] = path.split('/');
  if (!name) {
    return { element: <FleetContent /> };
  }
  const ref = parseEntityRef({ kind, namespace, name });
  const entity = entities.find(
    e => e.metadata.name === ref.name && e.kind.toLowerCase() === ref.kind,
  );
  if (!tab) {
    return {
      element: kind === 'group' ? <GroupCard /> : <AutoModeCard />,
      entity,
    };
  }
  return {
    element: kind === 'resource' ? <ClusterContent /> : <ServiceContent />,
    entity,
  };
}

const words = (text: string) =>
  new RegExp(text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));

async function findOne(name: string): Promise<HTMLElement> {
  const found = await waitFor(() => {
    const targets = [
      ...screen.queryAllByRole('button', { name: words(name) }),
      ...screen.queryAllByLabelText(words(name)),
    ];
    expect(targets).not.toEqual([]);
    return targets;
  });
  return found[0];
}

/** A button that stays in the tab order says so by `aria-disabled`, a box is disabled. */
function isBarred(element: HTMLElement): boolean {
  return (
    element.getAttribute('aria-disabled') === 'true' ||
    element.hasAttribute('disabled')
  );
}

async function set(scene: Scene) {
  const [path, search] = scene.at.split('?');
  const rendered = await renderWith(surfaceOf(path).element, {
    entity: surfaceOf(path).entity,
    search: search ? `?${search}` : '',
    story: stories[scene.story],
  });
  for (const name of scene.press ?? []) {
    fireEvent.click(await findOne(name));
  }
  return rendered;
}

/** Where something unusual is shown, and the state in which it is not. */
const unusual = [...new Set(scenes.map(scene => scene.at))].map(at => ({
  at,
  story: at.includes('/component/') ? 'service' : 'blocked',
}));

/** Whatever loads has come: the fake answers at once, and nothing is drawn any more. */
async function settled(): Promise<void> {
  await waitFor(() => expect(document.body.textContent?.trim()).not.toBe(''));
  await act(() => new Promise(resolve => setTimeout(resolve, 400)));
  expect(screen.queryByTestId('progress')).not.toBeInTheDocument();
}

describe('every state that the design names', () => {
  it.each(scenes.map(scene => [scene.name, scene] as const))(
    '%s',
    async (_, scene) => {
      await set(scene);
      // axe looks at these in a real browser, where there are colours and a layout.
      await said(scene.says);
      if (scene.role) await screen.findByRole(scene.role);
      for (const name of scene.barred ?? []) {
        expect(isBarred(await findOne(name))).toBe(true);
      }
    },
    30_000,
  );

  it.each(unusual.map(({ at, story }) => [at, story] as const))(
    'is known by words that %s does not say in the state "%s"',
    async (at, story) => {
      await set({ name: at, at, story, says: '' });
      await settled();
      const shown = document.body.textContent ?? '';
      const alike = scenes.filter(
        scene =>
          scene.at === at &&
          (scene.press || scene.story !== story) &&
          shown.includes(scene.says) &&
          !(scene.role && screen.queryByRole(scene.role) === null),
      );
      expect(alike.map(scene => scene.name)).toEqual([]);
    },
    30_000,
  );
});
