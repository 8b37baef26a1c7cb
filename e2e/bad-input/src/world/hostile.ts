// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

const ESCAPE = '\u001b';

/** What somebody could write wherever Kubernetes, AWS or the catalog take free text. */
export const hostile = {
  /** Sets this on the window of whoever lets it run. */
  script: `<img src=x onerror="window.hacked=1"><script>window.hacked=2</script>`,
  markdown: '[all is well](javascript:window.hacked=3)',
  /** Clears a terminal and writes a line that looks like one of the log. */
  escapes: `${ESCAPE}[2J${ESCAPE}[1;32mready${ESCAPE}[0m\r\nforged line`,
  /** Shows what follows backwards. */
  rightToLeft: 'safe-\u202egnp.exe',
  /** As long as a label may be. */
  longName: `a${'b'.repeat(61)}c`,
  get all() {
    return [this.script, this.markdown, this.escapes, this.rightToLeft].join(
      ' ',
    );
  },
};
