// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { JsonObject, JsonValue } from '@backstage/types';
import { isObject } from '../clusters/json';

/**
 * Which fields of a raw object are kept: all fields of the type are named, and no others can be.
 * `true` keeps a value whole; a function makes something else of it.
 */
export type Shape<T> =
  | true
  | ((value: JsonValue) => JsonValue | undefined)
  | ShapeOf<NonNullable<T>>;

/** What {@link Shape} is made of where there is no function and no `true`. */
export type ShapeOf<T> = T extends readonly (infer Item)[]
  ? { items: Shape<Item> }
  : T extends object
  ? { readonly [K in keyof T]-?: Shape<T[K]> }
  : never;

type LooseShape =
  | true
  | ((value: JsonValue) => JsonValue | undefined)
  | { readonly [key: string]: LooseShape };

function keepLoosely(
  shape: LooseShape,
  value: JsonValue,
): JsonValue | undefined {
  if (shape === true) return value;
  if (typeof shape === 'function') return shape(value);
  if (Array.isArray(value)) {
    return value
      .map(item => keepLoosely(shape.items, item))
      .filter((item): item is JsonValue => item !== undefined);
  }
  if (!isObject(value)) return undefined;
  const kept: JsonObject = {};
  for (const [key, inner] of Object.entries(shape)) {
    const present = value[key];
    if (present === undefined || present === null) continue;
    const result = keepLoosely(inner, present);
    if (result !== undefined) kept[key] = result;
  }
  return kept;
}

/**
 * Reduces a raw object of the API to the fields of `T`. The API server validated the object against
 * its own schema; this only leaves fields out.
 */
export function keep<T extends object>(shape: ShapeOf<T>, raw: JsonObject): T {
  return keepLoosely(shape as LooseShape, raw) as unknown as T;
}
