// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import Ajv2020 from 'ajv/dist/2020';
import schema from '../schema/document.schema.json';
import type { AssessDocument, MigrateDocument } from './document';

const validate = new Ajv2020({ strictTypes: false }).compile(schema);

const assessed: AssessDocument = {
  schema: 'control-plane/v1',
  command: 'assess',
  notApplied: [{ file: 'a.yaml', message: 'no kind' }],
  pendingBefore: [
    { kind: 'Pod', namespace: 'n', name: 'p', reason: 'Pending, not Ready' },
  ],
  verdict: 'blocked',
  findings: [
    {
      code: 'WL-03',
      severity: 'blocker',
      resolvedBy: 'owner',
      subject: { apiVersion: 'v1', kind: 'Pod', namespace: 'n', name: 'p' },
      owner: 'group:default/team',
      evidence: 'x',
      since: '2026-01-01T00:00:00Z',
    },
    {
      code: 'IAM-01',
      severity: 'blocker',
      resolvedBy: 'plan',
      subject: { arn: 'arn:aws:iam::123456789012:role/cluster' },
      owner: undefined,
      evidence: 'x',
      since: '2026-01-01T00:00:00Z',
    },
  ],
};

const migrated: MigrateDocument = {
  ...assessed,
  command: 'migrate',
  run: {
    state: 'done',
    steps: [{ id: 'drain', state: 'done', seconds: 12.5 }],
    blockedBy: [],
  },
  evictions: { accepted: 1, refused: 0, forced: 0 },
  pdbViolations: 0,
  podsLost: 0,
  podsMoved: 1,
  nodesBefore: 6,
  nodesAfter: 2,
  wallSeconds: 10,
  lowerBoundSeconds: 5.5,
  backup: { state: 'verified', objects: 3, unread: [] },
  undo: {
    state: 'undone',
    differences: [
      { object: 'Node/x', field: 'cordoned', before: false, after: true },
    ],
  },
  details: { lost: [], violations: [] },
};

/** As it is printed: what is undefined is not there. */
const printed = (value: unknown) => JSON.parse(JSON.stringify(value));

describe('the schema of the document', () => {
  it('takes what assess prints', () => {
    expect([validate(printed(assessed)), validate.errors]).toEqual([
      true,
      null,
    ]);
  });

  it('takes what migrate prints, with an undo and without', () => {
    expect([validate(printed(migrated)), validate.errors]).toEqual([
      true,
      null,
    ]);
    expect(validate(printed({ ...migrated, undo: undefined }))).toBe(true);
  });

  it.each<[string, object]>([
    ['a count that is no number', { ...migrated, podsLost: '0' }],
    ['a missing count', { ...migrated, pdbViolations: undefined }],
    ['a field that nobody knows', { ...assessed, score: 3 }],
    ['a verdict that does not exist', { ...assessed, verdict: 'fine' }],
    [
      'a finding without a subject',
      { ...assessed, findings: [{ ...assessed.findings[0], subject: {} }] },
    ],
    [
      'a finding about two things',
      {
        ...assessed,
        findings: [
          {
            ...assessed.findings[0],
            subject: { ...assessed.findings[0].subject, arn: 'arn:aws:x' },
          },
        ],
      },
    ],
    ['assess with a run', { ...migrated, command: 'assess' }],
  ])('refuses %s', (_, document) => {
    expect(validate(printed(document))).toBe(false);
  });
});
