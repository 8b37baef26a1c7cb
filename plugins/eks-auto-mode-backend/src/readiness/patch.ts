// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type {
  KubernetesSubject,
  Patch,
} from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import { stringify } from 'yaml';

/**
 * A change of an existing object. The fragment names its object and holds only what changes, as a
 * JSON merge patch (`null` removes), which every API server accepts for every kind.
 */
export function mergePatch(
  title: string,
  subject: KubernetesSubject,
  change: Record<string, unknown>,
): Patch {
  return {
    title,
    language: 'yaml',
    content: `# kubectl patch -f patch.yaml --type merge --patch-file patch.yaml\n${stringify(
      identified(subject, change),
      { lineWidth: 0, aliasDuplicateObjects: false },
    )}`,
  };
}

/** {@link mergePatch} of the pod template; nothing where the object has none that may change. */
export function templatePatch(
  title: string,
  {
    subject,
    templatePath,
  }: { subject: KubernetesSubject; templatePath?: readonly string[] },
  change: Record<string, unknown>,
): Patch | undefined {
  if (!templatePath) return undefined;
  return mergePatch(title, subject, inTemplate(templatePath, change));
}

/** A change of a pod template as a change of the object that holds it. */
export function inTemplate(
  templatePath: readonly string[],
  change: Record<string, unknown>,
): Record<string, unknown> {
  return [...templatePath].reduceRight<Record<string, unknown>>(
    (inner, key) => ({ [key]: inner }),
    change,
  );
}

/** One change of several objects: kubectl reads a patch of one document only, so these are commands. */
export function mergePatches(
  title: string,
  subjects: readonly KubernetesSubject[],
  change: Record<string, unknown>,
): Patch {
  if (subjects.length === 1) return mergePatch(title, subjects[0], change);
  return shellPatch(
    title,
    subjects.map(subject => patchCommand(subject, change)),
  );
}

/** A JSON merge patch as one command. */
export function patchCommand(
  subject: KubernetesSubject,
  change: Record<string, unknown>,
): string[] {
  return [
    'kubectl',
    ...place(subject),
    'patch',
    `${resourceOf(subject)}/${subject.name}`,
    '--type=merge',
    `--patch=${JSON.stringify(change)}`,
  ];
}

/** Where kubectl is to look. */
export function place({ namespace }: KubernetesSubject): string[] {
  return namespace ? [`--namespace=${namespace}`] : [];
}

/** What kubectl calls a kind so that no other group's kind of that name is meant. */
export function resourceOf({ apiVersion, kind }: KubernetesSubject): string {
  const [group] = apiVersion.includes('/') ? apiVersion.split('/') : [''];
  return `${kind.toLowerCase()}${group && `.${group}`}`;
}

/** A new object, whole. */
export function newObject(
  title: string,
  subject: KubernetesSubject,
  rest: Record<string, unknown>,
): Patch {
  return newObjects(title, [identified(subject, rest)]);
}

/** New objects, whole; kubectl refuses those that are there already. */
export function newObjects(
  title: string,
  objects: readonly Record<string, unknown>[],
): Patch {
  return documents(title, 'create', objects);
}

/**
 * Whole objects that may be there already, as this very patch makes them for another finding: to
 * apply it again changes nothing.
 */
export function appliedObjects(
  title: string,
  objects: readonly Record<string, unknown>[],
): Patch {
  return documents(title, 'apply', objects);
}

function documents(
  title: string,
  verb: 'create' | 'apply',
  objects: readonly Record<string, unknown>[],
): Patch {
  return {
    title,
    language: 'yaml',
    content: `# kubectl ${verb} -f patch.yaml\n${objects
      .map(object =>
        stringify(object, { lineWidth: 0, aliasDuplicateObjects: false }),
      )
      .join('---\n')}`,
  };
}

/** Commands, one a line; every word that is not a plain one is quoted. */
export function shellPatch(title: string, commands: string[][]): Patch {
  return shellLines(
    title,
    commands.map(words => words.map(quote).join(' ')),
  );
}

/** Lines for a shell as they are: whoever writes them quotes what comes from a cluster. */
export function shellLines(title: string, lines: readonly string[]): Patch {
  return { title, language: 'shell', content: `${lines.join('\n')}\n` };
}

/** One word for a POSIX shell: text of a cluster never becomes syntax. */
export function quote(word: string): string {
  return /^[A-Za-z0-9_@%+=:,./-]+$/.test(word)
    ? word
    : `'${word.replace(/'/g, `'\\''`)}'`;
}

/** What says of which object something is, with more of the same object, its metadata too. */
function identified(
  { apiVersion, kind, name, namespace }: KubernetesSubject,
  { metadata, ...fields }: Record<string, unknown>,
): Record<string, unknown> {
  return {
    apiVersion,
    kind,
    metadata: {
      name,
      ...(namespace ? { namespace } : {}),
      ...(typeof metadata === 'object' ? metadata : {}),
    },
    ...fields,
  };
}
