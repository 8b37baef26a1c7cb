// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { cloneJson, sameJson } from './json';
import { isRecord } from './model';
import { StatusError, badRequest } from './status';

/** RFC 7386. */
export function mergePatch(target: unknown, patch: unknown): unknown {
  if (!isRecord(patch)) return patch;
  const result: Record<string, unknown> = isRecord(target) ? { ...target } : {};
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete result[key];
    else result[key] = mergePatch(result[key], value);
  }
  return result;
}

/** The API server keeps to itself what part of a patch could not be applied. */
const failed = () =>
  new StatusError(
    422,
    'Invalid',
    'the server rejected our request due to an error in our request',
    {},
  );

function segments(pointer: unknown): string[] {
  if (
    typeof pointer !== 'string' ||
    (pointer !== '' && !pointer.startsWith('/'))
  ) {
    throw badRequest(`json: invalid JSON pointer ${JSON.stringify(pointer)}`);
  }
  return pointer
    .split('/')
    .slice(1)
    .map(part => part.replace(/~1/g, '/').replace(/~0/g, '~'));
}

function child(container: unknown, key: string): unknown {
  if (
    Array.isArray(container) &&
    /^\d+$/.test(key) &&
    Number(key) < container.length
  )
    return container[Number(key)];
  if (isRecord(container) && key in container) return container[key];
  throw failed();
}

function read(document: unknown, path: string): unknown {
  return segments(path).reduce((at, key) => child(at, key), document);
}

function write(
  document: unknown,
  path: string,
  change: (container: unknown, key: string) => void,
): void {
  const parts = segments(path);
  const last = parts.pop();
  if (last === undefined) throw failed();
  change(
    parts.reduce((at, key) => child(at, key), document),
    last,
  );
}

function add(document: unknown, path: string, value: unknown): void {
  write(document, path, (container, key) => {
    if (Array.isArray(container)) {
      const index = key === '-' ? container.length : Number(key);
      if (!Number.isInteger(index) || index < 0 || index > container.length) {
        throw failed();
      }
      container.splice(index, 0, value);
    } else if (isRecord(container)) container[key] = value;
    else throw failed();
  });
}

function remove(document: unknown, path: string): void {
  write(document, path, (container, key) => {
    child(container, key);
    if (Array.isArray(container)) container.splice(Number(key), 1);
    else if (isRecord(container)) delete container[key];
  });
}

/** RFC 6902 on a copy of the document. */
export function jsonPatch(document: unknown, operations: unknown): unknown {
  if (!Array.isArray(operations)) {
    throw badRequest(
      'error decoding patch: json: cannot unmarshal object into Go value of type []handlers.jsonPatchOp',
    );
  }
  const result: unknown = cloneJson(document);
  for (const operation of operations) {
    if (!isRecord(operation) || typeof operation.path !== 'string')
      throw badRequest('error decoding patch: bad operation');
    const { op, path, value, from } = operation;
    switch (op) {
      case 'add':
        add(result, path, cloneJson(value));
        break;
      case 'remove':
        remove(result, path);
        break;
      case 'replace':
        // In an object a missing member is added, as the API server's library does.
        write(result, path, (container, key) => {
          if (Array.isArray(container)) child(container, key);
          if (Array.isArray(container))
            container[Number(key)] = cloneJson(value);
          else if (isRecord(container)) container[key] = cloneJson(value);
        });
        break;
      case 'move':
      case 'copy': {
        const moved = cloneJson(read(result, String(from)));
        if (op === 'move') remove(result, String(from));
        add(result, path, moved);
        break;
      }
      case 'test': {
        let found: unknown = null;
        try {
          found = read(result, path);
        } catch (error) {
          if (!(error instanceof StatusError) || value !== null) throw error;
        }
        if (!sameJson(found, value)) throw failed();
        break;
      }
      default:
        throw badRequest(
          `error decoding patch: unexpected kind: ${String(op)}`,
        );
    }
  }
  return result;
}
