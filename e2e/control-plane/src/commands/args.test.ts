// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { parseCommand, UsageError } from './args';

describe('the command line', () => {
  it('knows build, assess and migrate', () => {
    expect(parseCommand(['build'])).toEqual({ type: 'build' });
    expect(parseCommand(['assess', 'dir'])).toEqual({
      type: 'assess',
      folder: 'dir',
      out: undefined,
      timeout: 1_200_000,
    });
    expect(
      parseCommand([
        'migrate',
        'dir',
        '--accept',
        'WL-01=we know = it',
        '--accept',
        'NET-02=fine',
        '--out',
        'x.json',
        '--timeout',
        '1h30m',
      ]),
    ).toEqual({
      type: 'migrate',
      folder: 'dir',
      out: 'x.json',
      timeout: 5_400_000,
      accept: [
        { code: 'WL-01', reason: 'we know = it' },
        { code: 'NET-02', reason: 'fine' },
      ],
      until: 'retire',
      undoAfter: undefined,
    });
  });

  it('undoes after the step that it goes to', () => {
    expect(
      parseCommand(['migrate', 'd', '--undo-after', 'drain']),
    ).toMatchObject({ until: 'drain', undoAfter: 'drain', timeout: 2_400_000 });
  });

  it.each<[string, string[]]>([
    ['Which command?', []],
    ['There is no command "toString"', ['toString']],
    ['assess takes one DIR', ['assess']],
    ['assess takes one DIR', ['assess', 'a', 'b']],
    ['assess has no option --until', ['assess', 'a', '--until', 'drain']],
    ["Unknown option '--force'", ['migrate', 'a', '--force']],
    ['there is no step "fly"', ['migrate', 'a', '--until', 'fly']],
    ['CODE=REASON', ['migrate', 'a', '--accept', 'WL-01']],
    ['CODE=REASON', ['migrate', 'a', '--accept', 'WL-01=']],
    ['is not a duration', ['assess', 'a', '--timeout', '20']],
    [
      'leave --until',
      ['migrate', 'a', '--until', 'drain', '--undo-after', 'drain'],
    ],
    ['build takes no argument', ['build', 'x']],
  ])('refuses: %s', (message, args) => {
    expect(() => parseCommand(args)).toThrow(UsageError);
    expect(() => parseCommand(args)).toThrow(message);
  });
});
