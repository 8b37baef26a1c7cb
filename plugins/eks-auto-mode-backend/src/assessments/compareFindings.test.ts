// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { compareFindings, type ComparedFinding } from './compareFindings';

const finding = (
  id: string,
  severity: ComparedFinding['severity'] = 'warning',
  code = 'WL-01',
): ComparedFinding => ({ id, code, severity });

let stillUnseen: string[];
const compare = (
  before: ComparedFinding[],
  after: ComparedFinding[],
  options: { unreachable?: boolean; wereUnseen?: ComparedFinding[] } = {},
) => {
  const { differences, unseen } = compareFindings(before, after, {
    unreachable: false,
    wereUnseen: [],
    ...options,
  });
  stillUnseen = unseen.map(one => one.id);
  return differences;
};

describe('what changed between two assessments', () => {
  it('is nothing where nothing did', () => {
    expect(compare([finding('a')], [finding('a')])).toEqual([]);
  });

  it('names what is worse first, then what is new, what is gone, what is better', () => {
    expect(
      compare(
        [finding('better', 'blocker'), finding('gone'), finding('worse')],
        [finding('better'), finding('new'), finding('worse', 'blocker')],
      ),
    ).toEqual([
      { kind: 'worse', id: 'worse', severity: 'blocker', was: 'warning' },
      { kind: 'new', id: 'new', severity: 'warning' },
      { kind: 'gone', id: 'gone', severity: 'warning' },
      { kind: 'better', id: 'better', severity: 'warning', was: 'blocker' },
    ]);
  });

  it('takes what could not be looked for as unseen, not as gone', () => {
    expect(
      compare(
        [finding('a', 'blocker'), finding('b', 'blocker', 'NET-14')],
        [finding('unread', 'unknown')],
      ),
    ).toEqual([
      { kind: 'new', id: 'unread', severity: 'unknown' },
      { kind: 'unseen', id: 'a', severity: 'blocker' },
      { kind: 'gone', id: 'b', severity: 'blocker' },
    ]);
    expect(stillUnseen).toEqual(['a']);
    expect(compare([finding('a')], [], { unreachable: true })).toEqual([
      { kind: 'unseen', id: 'a', severity: 'warning' },
    ]);
    expect(stillUnseen).toEqual(['a']);
  });

  it('says no more of what was unseen until its check is made again, and then that it is gone', () => {
    const options = { wereUnseen: [finding('a', 'blocker')] };
    const unread = finding('unread', 'unknown');
    expect(compare([unread], [unread], options)).toEqual([]);
    expect(stillUnseen).toEqual(['a']);
    expect(compare([unread], [], { ...options, unreachable: true })).toEqual([
      { kind: 'gone', id: 'unread', severity: 'unknown' },
    ]);
    expect(stillUnseen).toEqual(['a']);
    expect(compare([unread], [], options)).toEqual([
      { kind: 'gone', id: 'a', severity: 'blocker' },
      { kind: 'gone', id: 'unread', severity: 'unknown' },
    ]);
    expect(stillUnseen).toEqual([]);
  });

  it('does not take an unknown that went away for unseen', () => {
    expect(compare([finding('a', 'unknown')], [])).toEqual([
      { kind: 'gone', id: 'a', severity: 'unknown' },
    ]);
  });

  it('has no news of what was only unseen and is there again', () => {
    expect(
      compare([], [finding('a'), finding('b')], { wereUnseen: [finding('a')] }),
    ).toEqual([{ kind: 'new', id: 'b', severity: 'warning' }]);
    expect(stillUnseen).toEqual([]);
    expect(
      compare([], [finding('a', 'blocker')], { wereUnseen: [finding('a')] }),
    ).toEqual([
      { kind: 'worse', id: 'a', severity: 'blocker', was: 'warning' },
    ]);
  });
});
