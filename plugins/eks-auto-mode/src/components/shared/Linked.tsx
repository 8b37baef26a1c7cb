// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { Link } from '@backstage/core-components';
import { Fragment } from 'react';

/** Words of a sentence, and the list that they count. */
export interface LinkedWords {
  words: string | RegExp;
  to: string | undefined;
}

/** A sentence whose numbers lead to what they count; words that it does not have are left out. */
export function Linked(props: { text: string; links: LinkedWords[] }) {
  const { text, links } = props;
  const marks = links
    .flatMap(({ words, to }) => {
      const match = typeof words === 'string' ? undefined : text.match(words);
      const found = typeof words === 'string' ? words : match?.[0];
      const at = match?.index ?? (found ? text.indexOf(found) : -1);
      return found && to && at >= 0 ? [{ at, end: at + found.length, to }] : [];
    })
    .sort((a, b) => a.at - b.at)
    .filter((mark, i, all) => i === 0 || mark.at >= all[i - 1].end);
  const ends = [0, ...marks.map(mark => mark.end)];
  return (
    <>
      {marks.map((mark, i) => (
        <Fragment key={mark.at}>
          {text.slice(ends[i], mark.at)}
          <Link to={mark.to}>{text.slice(mark.at, mark.end)}</Link>
        </Fragment>
      ))}
      {text.slice(ends[marks.length])}
    </>
  );
}
