// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { KubeObject, Pod, keyOf } from '../model';
import { Resource, apiVersionOf } from '../resources';
import {
  SelectorError,
  parseFieldSelector,
  parseLabelSelector,
} from '../selectors';
import { isPods } from '../served';
import { badRequest, expired } from '../status';
import type { Store } from '../store';
import { selectableFields } from './fields';
import { measured } from './metrics';

/** How long etcd keeps the version that a continue token names. */
const TOKEN_LIFE = 5 * 60_000;
const MAX_SNAPSHOTS = 200;

export interface Selection {
  namespace?: string;
  matches(object: KubeObject): boolean;
  /** Fields that must have just this value. */
  exact: Record<string, string>;
  selective: boolean;
}

export function selection(
  resource: Resource,
  namespace: string | undefined,
  name: string | undefined,
  query: URLSearchParams,
): Selection {
  const labels = query.get('labelSelector') ?? '';
  const fields = query.get('fieldSelector') ?? '';
  try {
    const byLabels = parseLabelSelector(labels);
    const readers = selectableFields(resource);
    const byFields = parseFieldSelector(fields, readers);
    return {
      ...(namespace ? { namespace } : {}),
      exact: byFields.exact,
      selective: labels !== '' || fields !== '' || name !== undefined,
      matches: object =>
        (!namespace || object.metadata.namespace === namespace) &&
        (!name || object.metadata.name === name) &&
        byLabels(object.metadata.labels) &&
        (fields === '' || byFields.matches(field => readers[field](object))),
    };
  } catch (error) {
    if (error instanceof SelectorError) throw badRequest(error.message);
    throw error;
  }
}

const json = new WeakMap<KubeObject, string>();

/** An object as an item of a list: those of built-in types carry no apiVersion and kind there. */
function itemJson(object: KubeObject, custom: boolean): string {
  const known = json.get(object);
  if (known) return known;
  const { apiVersion: _a, kind: _k, ...rest } = object;
  const text = JSON.stringify(custom ? object : rest);
  json.set(object, text);
  return text;
}

interface Snapshot {
  items: KubeObject[];
  version: number;
  expires: number;
}

/** Lists with pages: later pages come from the snapshot that the first one was cut from. */
export class Lists {
  readonly #snapshots = new Map<string, Snapshot>();
  #sequence = 0;

  constructor(private readonly store: Store) {}

  page(
    resource: Resource,
    chosen: Selection,
    query: URLSearchParams,
    expireTokens = false,
  ): string {
    const limit = Number(query.get('limit') ?? 0);
    if (!Number.isInteger(limit) || limit < 0)
      throw badRequest(
        `strconv.ParseInt: parsing "${query.get('limit')}": invalid syntax`,
      );
    const token = query.get('continue');
    const at = token
      ? this.#resume(resource, token, chosen, expireTokens)
      : this.#whole(resource, chosen);
    const items = limit ? at.items.slice(0, limit) : at.items;
    const rest = at.items.slice(items.length);
    const next = rest.length
      ? this.#keep(rest, at.version, keyOf(items[items.length - 1]))
      : undefined;
    const metadata = {
      resourceVersion: String(at.version),
      ...(next ? { continue: next } : {}),
      ...(next && !chosen.selective ? { remainingItemCount: rest.length } : {}),
    };
    const head = `{"kind":"${resource.kind}List","apiVersion":"${apiVersionOf(
      resource,
    )}","metadata":${JSON.stringify(metadata)},"items":[`;
    return `${head}${items
      .map(item => itemJson(item, resource.custom ?? false))
      .join(',')}]}\n`;
  }

  items(resource: Resource, chosen: Selection): KubeObject[] {
    if (resource.measured) {
      return measured(this.store, resource, chosen.namespace).filter(
        chosen.matches,
      );
    }
    const node = chosen.exact['spec.nodeName'];
    const candidates: KubeObject[] =
      isPods(resource) && node
        ? this.store
            .podsOn(node)
            .sort((a: Pod, b: Pod) => (keyOf(a) < keyOf(b) ? -1 : 1))
        : this.store.table(resource).sorted(chosen.namespace);
    return candidates.filter(chosen.matches);
  }

  #whole(resource: Resource, chosen: Selection) {
    return { items: this.items(resource, chosen), version: this.store.version };
  }

  #keep(items: KubeObject[], version: number, start: string): string {
    const id = String(++this.#sequence);
    this.#snapshots.set(id, {
      items,
      version,
      expires: this.store.now().getTime() + TOKEN_LIFE,
    });
    for (const oldest of this.#snapshots.keys()) {
      if (this.#snapshots.size <= MAX_SNAPSHOTS) break;
      this.#snapshots.delete(oldest);
    }
    return encode({ v: 'meta.k8s.io/v1', rv: version, start, id });
  }

  #resume(
    resource: Resource,
    token: string,
    chosen: Selection,
    expire: boolean,
  ) {
    const { id, start, rv } = decode(token);
    const after = () =>
      this.items(resource, chosen).filter(object => keyOf(object) > start);
    // A token without a version was handed out with a 410: it goes on with what is true now.
    if (rv === -1) return { items: after(), version: this.store.version };
    const snapshot = this.#snapshots.get(id);
    if (snapshot && !expire && snapshot.expires > this.store.now().getTime())
      return snapshot;
    throw expired(
      'The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue parameter, or use the continue token in this response to retrieve the remainder of the results. Continuing with the provided token results in an inconsistent list - objects that were created, modified, or deleted between the time the first chunk was returned and now may show up in the list.',
      encode({ v: 'meta.k8s.io/v1', rv: -1, start, id: '' }),
    );
  }
}

type Token = { v: string; rv: number; start: string; id: string };

function encode(token: Token): string {
  return Buffer.from(JSON.stringify(token)).toString('base64url');
}

function decode(text: string): Token {
  try {
    const token: unknown = JSON.parse(
      Buffer.from(text, 'base64url').toString('utf8'),
    );
    if (
      typeof token === 'object' &&
      token !== null &&
      'rv' in token &&
      'start' in token &&
      'id' in token
    ) {
      return {
        v: 'meta.k8s.io/v1',
        rv: Number(token.rv),
        start: String(token.start),
        id: String(token.id),
      };
    }
  } catch {
    // Falls through: whatever it is, it is no token of ours.
  }
  throw badRequest(
    'continue key is not valid: illegal base64 data or unknown version',
  );
}
