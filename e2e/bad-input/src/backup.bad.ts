// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { bucketOf, type BucketFault } from './world/accounts';
import { Pages } from './world/pages';
import { thePlace } from './world/place';
import { Portal } from './world/portal';
import { Sandbox } from './world/sandbox';

jest.setTimeout(300_000);

const portal = new Portal(thePlace().portal);
const sandbox = new Sandbox();
let pages: Pages;

beforeAll(async () => {
  pages = await Pages.open(portal.place);
});
afterAll(() => pages?.close());

interface Item {
  fault: BucketFault;
  says: RegExp;
  remedy: RegExp;
}

const items: Item[] = [
  {
    fault: 'missing',
    says: /bucket bad-input-missing does not exist/,
    remedy: /Create it with deploy\/, or correct .*backup\.bucket/,
  },
  {
    fault: 'foreign',
    says: /bucket bad-input-foreign is not account 111122223333's/,
    remedy: /Correct the bucket's name, or set backup\.bucketOwner/,
  },
  {
    fault: 'public',
    says: /bucket bad-input-public does not block public access/,
    remedy: /Switch all four settings of "Block public access" on/,
  },
  {
    fault: 'unencrypted',
    says: /bucket bad-input-unencrypted has no default encryption/,
    remedy: /Switch SSE-KMS or SSE-S3 on/,
  },
];

describe('a bucket that no backup may go to is named with what to do', () => {
  it.each(items)('$fault', async ({ fault, says, remedy }) => {
    const name = `bucket-${fault}`;
    const backup = await portal.backUp(name);
    expect(backup.state).toBe('failed');
    expect(backup.error).toMatch(says);
    expect(backup.error).toMatch(/Nothing was written/);
    expect(backup.error).toMatch(remedy);
    await portal.logged(/error/, name, says, remedy);
    await pages.show(name, [says], { tab: 'backups', backup: backup.id });
    const written = (await sandbox.ledger(name)).filter(entry =>
      entry.object.includes(bucketOf(fault)),
    );
    expect(written).toEqual([]);
  });

  it('a run that stands on such a bucket blocks before its first change', async () => {
    const run = await portal.start('bucket-foreign');
    const { blockedBy, steps } = await portal.blocked(run.id);
    expect(blockedBy[0].what).toMatch(/bad-input-foreign/);
    expect(blockedBy[0].remedy).toMatch(/retry/i);
    expect(steps.find(step => step.state === 'blocked')?.kind).toBe('backup');
    await portal.logged(/warn/, run.id, /bad-input-foreign/);
    await pages.show('bucket-foreign', [/bad-input-foreign/], {
      tab: 'migration',
      run: run.id,
    });
    expect(await sandbox.changes('bucket-foreign')).toEqual([]);
  });
});
