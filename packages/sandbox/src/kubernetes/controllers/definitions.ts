// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { controller } from '../causes';
import { CustomResourceDefinition, isKind, withCondition } from '../model';
import { types } from '../resources';
import type { Change } from '../store';
import { Controller, World } from '../world';

const CAUSE = controller('crd');

/** Accepts the names of CustomResourceDefinitions: what they define is served from then on. */
export class Definitions implements Controller {
  constructor(private readonly world: World) {}

  resume(): void {
    for (const definition of this.world.store
      .table<CustomResourceDefinition>(types.customResourceDefinitions)
      .objects.values())
      this.#establish(definition);
  }

  onChange({ type, object }: Change): void {
    if (type !== 'DELETED' && isKind(object, 'CustomResourceDefinition'))
      this.#establish(object);
  }

  #establish(definition: CustomResourceDefinition): void {
    if (definition.status?.conditions?.some(c => c.type === 'Established'))
      return;
    const { loop, store } = this.world;
    loop.enqueue(`establish ${definition.metadata.name}`, () => {
      const current = store
        .table<CustomResourceDefinition>(types.customResourceDefinitions)
        .get(definition.metadata.name);
      if (!current) return;
      const { kind, plural, singular, listKind } = current.spec.names;
      let conditions = current.status?.conditions;
      conditions = withCondition(
        conditions,
        {
          type: 'NamesAccepted',
          status: 'True',
          reason: 'NoConflicts',
          message: 'no conflicts found',
        },
        store.now(),
      );
      conditions = withCondition(
        conditions,
        {
          type: 'Established',
          status: 'True',
          reason: 'InitialNamesAccepted',
          message: 'the initial names have been accepted',
        },
        store.now(),
      );
      const storedVersions = (current.spec.versions ?? [])
        .filter(v => v.storage)
        .map(v => v.name);
      const acceptedNames = {
        kind,
        plural,
        singular: singular ?? kind.toLowerCase(),
        listKind: listKind ?? `${kind}List`,
      };
      store.update(
        types.customResourceDefinitions,
        { ...current, status: { conditions, acceptedNames, storedVersions } },
        CAUSE,
        true,
      );
    });
  }
}
