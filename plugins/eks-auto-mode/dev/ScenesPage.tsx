// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { Content } from '@backstage/core-components';
import { sceneHref, scenes } from './scenes';

/** Every scene as a link; `yarn shots` in `e2e/portal` photographs what it finds here. */
export function ScenesPage() {
  return (
    <Content>
      <ul>
        {scenes.map(scene => (
          <li key={scene.name}>
            {/* Not a router's link: a story is chosen when the app starts. */}
            <a
              href={sceneHref(scene)}
              data-scene={scene.name}
              data-says={scene.says}
              data-press={JSON.stringify(scene.press ?? [])}
            >
              {scene.name}
            </a>
          </li>
        ))}
      </ul>
    </Content>
  );
}
