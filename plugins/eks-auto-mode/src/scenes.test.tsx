// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { parseEntityRef } from '@backstage/catalog-model';
import { fireEvent, screen, waitFor } from '@testing-library/react';
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

async function press(name: string): Promise<void> {
  const targets = await waitFor(() => {
    const found = [
      ...screen.queryAllByRole('button', { name: words(name) }),
      ...screen.queryAllByLabelText(words(name)),
    ];
    expect(found).not.toEqual([]);
    return found;
  });
  fireEvent.click(targets[0]);
}

async function set(scene: Scene) {
  const [path, search] = scene.at.split('?');
  const rendered = await renderWith(surfaceOf(path).element, {
    entity: surfaceOf(path).entity,
    search: search ? `?${search}` : '',
    story: stories[scene.story],
  });
  for (const name of scene.press ?? []) {
    await press(name);
  }
  return rendered;
}

describe('every state that the design names', () => {
  it.each(scenes.map(scene => [scene.name, scene] as const))(
    '%s',
    async (_, scene) => {
      await set(scene);
      // axe looks at these in a real browser, where there are colours and a layout.
      await said(scene.says);
    },
    30_000,
  );
});
