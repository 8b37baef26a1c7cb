// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { parseAllDocuments } from 'yaml';

interface Named {
  apiVersion: string;
  kind: string;
  namespace?: string;
  name: string;
}

type Json = { [key: string]: unknown };

/** One thing that somebody with kubectl does to a cluster. */
export type Act =
  | { do: 'patch'; object: Named; change: Json }
  | { do: 'delete'; object: Named };

/** What kubectl calls the kinds that commands of a page speak of. */
const kinds: Record<string, { apiVersion: string; kind: string }> = {
  pod: { apiVersion: 'v1', kind: 'Pod' },
  persistentvolume: { apiVersion: 'v1', kind: 'PersistentVolume' },
  poddisruptionbudget: { apiVersion: 'policy/v1', kind: 'PodDisruptionBudget' },
};

const isJson = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The words of a command as a shell reads them: plain ones, and those in single quotes. */
function words(line: string): string[] {
  return (line.match(/'[^']*'|[^\s']+/g) ?? []).map(word =>
    word.startsWith("'") ? word.slice(1, -1) : word,
  );
}

function command(line: string): Act {
  const nobody = new Error(`Nobody here knows how to run: ${line}`);
  const [program, ...rest] = words(line);
  if (program !== 'kubectl') throw nobody;
  const namespace = rest[0]?.match(/^--namespace=(.+)$/)?.[1];
  const [verb, ...operands] = namespace ? rest.slice(1) : rest;
  if (verb === 'delete' && namespace && operands.length === 2) {
    const [kind, name] = operands;
    if (!kinds[kind]) throw nobody;
    return { do: 'delete', object: { ...kinds[kind], namespace, name } };
  }
  if (verb === 'patch' && operands.length === 3) {
    const [kind, name] = operands[0].split('/');
    const change = operands[2].match(/^--patch=(.+)$/)?.[1];
    if (!kinds[kind] || !name || !change || operands[1] !== '--type=merge') {
      throw nobody;
    }
    return {
      do: 'patch',
      object: { ...kinds[kind], ...(namespace && { namespace }), name },
      change: JSON.parse(change),
    };
  }
  throw nobody;
}

function fragment(value: unknown): Act {
  if (!isJson(value) || !isJson(value.metadata)) {
    throw new Error(`No object of Kubernetes: ${JSON.stringify(value)}`);
  }
  const { apiVersion, kind, metadata } = value;
  return {
    do: 'patch',
    object: {
      apiVersion: String(apiVersion),
      kind: String(kind),
      name: String(metadata.name),
      ...(metadata.namespace !== undefined && {
        namespace: String(metadata.namespace),
      }),
    },
    change: value,
  };
}

/** What the text of a patch asks for, whether fragments to merge or commands. */
export function actsOf(patch: string): Act[] {
  const lines = patch
    .split('\n')
    .filter(line => line.trim() !== '' && !line.startsWith('#'));
  if (lines.every(line => line.startsWith('kubectl '))) {
    return lines.map(command);
  }
  return parseAllDocuments(patch).map(document => {
    if (document.errors.length > 0) throw document.errors[0];
    return fragment(document.toJS());
  });
}

/** JSON merge patch (RFC 7396). */
export function merged(target: unknown, change: unknown): unknown {
  if (!isJson(change)) return change;
  const result: Json = isJson(target) ? { ...target } : {};
  for (const [key, value] of Object.entries(change)) {
    if (value === null) delete result[key];
    else result[key] = merged(result[key], value);
  }
  return result;
}

/** Does to a cluster of the sandbox what the text of a patch asks for. */
export async function mend(
  sandboxUrl: string,
  cluster: string,
  patch: string,
): Promise<void> {
  const by = 'arn:aws:iam::111122223333:user/owner';
  const ask = async (order: Json): Promise<Json> => {
    const response = await fetch(
      `${sandboxUrl}/_sandbox/kubernetes/${cluster}`,
      { method: 'POST', body: JSON.stringify(order) },
    );
    const text = await response.text();
    if (!response.ok) {
      throw new Error(`${JSON.stringify(order)}: ${response.status} ${text}`);
    }
    return JSON.parse(text);
  };
  for (const act of actsOf(patch)) {
    if (act.do === 'delete') await ask({ do: 'delete', ...act.object, by });
    else {
      const { object } = await ask({ do: 'read', ...act.object });
      await ask({ do: 'apply', object: merged(object, act.change), by });
    }
  }
}
