// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { Content } from '@backstage/core-components';
import { sceneHref, scenes } from './scenes';

/** Every scene as a link. */
export function ScenesPage() {
  return (
    <Content>
      <ul>
        {scenes.map(scene => (
          <li key={scene.name}>
            {/* Not a router's link: a story is chosen when the app starts. */}
            <a href={sceneHref(scene)}>{scene.name}</a>
          </li>
        ))}
      </ul>
    </Content>
  );
}
