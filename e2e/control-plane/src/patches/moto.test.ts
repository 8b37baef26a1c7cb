// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { DescribeClusterCommand } from '@aws-sdk/client-eks';
import type { Finding } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import type {
  Inventory,
  InventoryPart,
} from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import type { ClusterSession } from '../../../../plugins/eks-auto-mode-backend/src/clusters/session';
import { readAutoScalingGroups } from '../../../../plugins/eks-auto-mode-backend/src/inventory/capacityParts';
import {
  readAutoNodeRole,
  readClusterRole,
} from '../../../../plugins/eks-auto-mode-backend/src/inventory/iamParts';
import { reduceCluster } from '../../../../plugins/eks-auto-mode-backend/src/inventory/eksReduce';
import { readFargateProfiles } from '../../../../plugins/eks-auto-mode-backend/src/inventory/eksParts';
import { readKmsKeys } from '../../../../plugins/eks-auto-mode-backend/src/inventory/keyParts';
import {
  readSecurityGroups,
  readSubnets,
  readVpc,
} from '../../../../plugins/eks-auto-mode-backend/src/inventory/networkParts';
import type { Reading } from '../../../../plugins/eks-auto-mode-backend/src/inventory/reading';
import { RegionReads } from '../../../../plugins/eks-auto-mode-backend/src/inventory/regionReads';
import { readEbsVolumes } from '../../../../plugins/eks-auto-mode-backend/src/inventory/storageParts';
import { catalogue } from '../../../../plugins/eks-auto-mode-backend/src/readiness/catalogue';
import { evaluate } from '../../../../plugins/eks-auto-mode-backend/src/readiness/evaluate';
import { awsCases } from './awsCases';
import { accountId, arnOf, nodeRoleArn } from './awsFleet';
import {
  copyToMoto,
  motoClients,
  valueIn,
  type MotoClients,
} from './motoWorld';
import { PatchWorld } from './patchWorld';
import { applyPatch, type Terminal } from './shell';

jest.setTimeout(60_000);

type Parts = Inventory['parts'];
type Reads = (reading: Reading, parts: Parts) => Promise<Partial<Parts>>;

const held = <P extends InventoryPart>(parts: Parts, name: P) =>
  Promise.resolve(parts[name]);

/** What a patch changes, read from moto as the product reads it from AWS. */
const onMoto: Record<string, Reads> = {
  'CL-12': async ({ session, signal }, { cluster }) => {
    if (cluster.state === 'unread') return { cluster };
    // moto keeps the logging of a cluster and little else of it.
    const { cluster: described } = await session.aws.eks.send(
      new DescribeClusterCommand({ name: session.clusterName }),
      { abortSignal: signal },
    );
    const { logging } = reduceCluster({
      ...described,
      resourcesVpcConfig: {},
    });
    return { cluster: { ...cluster, value: { ...cluster.value, logging } } };
  },
  'IAM-01': async (reading, parts) => ({
    clusterRole: await readClusterRole(reading, held(parts, 'cluster')),
  }),
  'IAM-02': async (reading, parts) => ({
    clusterRole: await readClusterRole(reading, held(parts, 'cluster')),
  }),
  'IAM-07': async (reading, parts) => ({
    autoNodeRole: await readAutoNodeRole(
      reading,
      held(parts, 'cluster'),
      nodeRoleArn.replace(accountId, reading.session.accountId),
    ),
  }),
  'IAM-13': async (reading, parts) => ({
    autoNodeRole: await readAutoNodeRole(
      reading,
      held(parts, 'cluster'),
      nodeRoleArn.replace(accountId, reading.session.accountId),
    ),
  }),
  'IAM-12': readKeys,
  'ST-09': readKeys,
  'NET-06': readNetwork,
  'NET-07': async (reading, parts) => ({
    vpc: await readVpc(reading, held(parts, 'cluster')),
  }),
  'NET-20': async (reading, parts) => ({
    securityGroups: await readSecurityGroups(reading, held(parts, 'cluster')),
  }),
  'NET-21': readNetwork,
  'ADD-15': readGroups,
  'ST-08': async (reading, parts) => ({
    ebsVolumes: await readEbsVolumes(reading, held(parts, 'persistentVolumes')),
  }),
  'NG-16': async reading => ({
    fargateProfiles: await readFargateProfiles(reading),
  }),
};

/** moto has no DescribeNotificationConfigurations, which says nothing of what an autoscaler left. */
async function readGroups(reading: Reading, parts: Parts) {
  const read = await readAutoScalingGroups(reading, {
    nodes: held(parts, 'nodes'),
    nodegroups: held(parts, 'nodegroups'),
  });
  if (read.state === 'unread') return { autoScalingGroups: read };
  const missing = read.missing.filter(
    ({ unread }) =>
      unread.operation !== 'autoscaling:DescribeNotificationConfigurations',
  );
  return { autoScalingGroups: { ...read, missing } };
}

async function readNetwork(reading: Reading, parts: Parts) {
  return {
    subnets: await readSubnets(reading, {
      cluster: held(parts, 'cluster'),
      nodegroups: held(parts, 'nodegroups'),
      fargateProfiles: held(parts, 'fargateProfiles'),
      autoScalingGroups: held(parts, 'autoScalingGroups'),
      instances: held(parts, 'instances'),
    }),
  };
}

/** moto has no SimulatePrincipalPolicy: what IAM says of the role is as it was on the sandbox. */
async function readKeys(reading: Reading, parts: Parts) {
  const keys = await readKmsKeys(
    {
      ...reading,
      session: {
        ...reading.session,
        aws: {
          ...reading.session.aws,
          iam: Object.assign(Object.create(reading.session.aws.iam), {
            send: async () => ({ EvaluationResults: [] }),
          }),
        },
      },
    },
    {
      cluster: held(parts, 'cluster'),
      ebsEncryption: held(parts, 'ebsEncryption'),
      launchTemplates: held(parts, 'launchTemplates'),
      nodeClasses: held(parts, 'nodeClasses'),
      storageClasses: held(parts, 'storageClasses'),
      ebsVolumes: held(parts, 'ebsVolumes'),
    },
  );
  return { kmsKeys: keys };
}

type Shows = (run: () => Promise<void>, clients: MotoClients) => Promise<void>;

const isNotThere: Shows = async run => {
  // A page of HTML, which no client takes apart.
  await expect(run()).rejects.toMatchObject({ name: 'SyntaxError' });
};

const described = async ({ eks }: MotoClients) =>
  (await eks.send(new DescribeClusterCommand({ name: 'old' }))).cluster;

/** What moto lacks: the reason, and how it shows when the command is run. */
const lacking: Record<string, { reason: string; shows: Shows }> = {
  'CL-06': {
    reason: 'UpdateClusterConfig takes the way of authentication and drops it',
    shows: async (run, clients) => {
      await run();
      expect((await described(clients))?.accessConfig).toBeUndefined();
    },
  },
  'CL-09': {
    reason: 'UpdateClusterConfig replaces the network whole: the subnets go',
    shows: async (run, clients) => {
      await run();
      expect(
        (await described(clients))?.resourcesVpcConfig?.subnetIds,
      ).toBeUndefined();
    },
  },
  'IAM-09': { reason: 'it has no access entries', shows: isNotThere },
  'SA-07': { reason: 'it has no access entries', shows: isNotThere },
  'ADD-01': { reason: 'it has no add-ons', shows: isNotThere },
};

const url = process.env.MOTO_URL;

it('every AWS patch is either run on moto, or moto lacks its call', () => {
  expect([...Object.keys(onMoto), ...Object.keys(lacking)].sort()).toEqual(
    awsCases.map(([code]) => code).sort(),
  );
});

/** A suite that cannot run is shown as skipped, never left out. */
(url ? describe : describe.skip)('AWS patches on moto (MOTO_URL)', () => {
  let world: PatchWorld;
  let terminal: Terminal;
  let clients: MotoClients;
  let session: ClusterSession;
  const inventories = new Map<string, Inventory>();
  const { signal } = new AbortController();

  beforeAll(async () => {
    world = await PatchWorld.start();
    clients = motoClients(url ?? '');
    inventories.set(
      'old',
      await copyToMoto(await world.inventory('old'), clients),
    );
    inventories.set('auto', await world.inventory('auto'));
    const opened = await world.sessions.open(
      arnOf('old'),
      'assess',
      {},
      signal,
    );
    await opened.close();
    session = {
      clusterArn: opened.clusterArn.replace(accountId, clients.account),
      clusterName: opened.clusterName,
      accountId: clients.account,
      region: opened.region,
      partition: opened.partition,
      purpose: opened.purpose,
      // What moto is not asked for stays the sandbox's.
      aws: {
        ...opened.aws,
        autoScaling: clients.autoScaling,
        ec2: clients.ec2,
        eks: clients.eks,
        iam: clients.iam,
        kms: clients.kms,
      },
      kubernetes: opened.kubernetes,
      mutating: () => {
        throw new Error('Reading changes nothing');
      },
      close: async () => {},
    };
    terminal = {
      folder: await fs.mkdtemp(path.join(os.tmpdir(), 'moto-patches-')),
      clients,
    };
  });

  afterAll(async () => {
    await world?.close();
    if (terminal) await fs.rm(terminal.folder, { recursive: true });
  });

  function inventoryOf(cluster: string): Inventory {
    const found = inventories.get(cluster);
    if (!found) throw new Error(`There is no inventory of ${cluster}`);
    return found;
  }

  /** Judges the sandbox's inventory with what the patch is about as moto has it. */
  async function assess(
    cluster: string,
    code: string,
    reads?: Reads,
  ): Promise<Finding[]> {
    const check = catalogue.find(one => one.code === code);
    if (!check) throw new Error(`There is no check ${code}`);
    const inventory = inventoryOf(cluster);
    const reading: Reading = {
      session,
      asker: { clusterName: cluster, purpose: 'assess' },
      regions: new RegionReads(),
      signal,
    };
    const fresh = await reads?.(reading, inventory.parts);
    return evaluate(
      { ...inventory, parts: { ...inventory.parts, ...fresh } },
      [check],
      new Date(),
    );
  }

  const apply = async (found: Finding[]) => {
    for (const { patch, message } of found) {
      if (!patch) throw new Error(`There is no patch: ${message}`);
      await applyPatch(patch, terminal);
    }
  };

  it.each(awsCases.filter(([code]) => onMoto[code]))(
    '%s of %s is gone afterwards',
    async (code, cluster, many) => {
      const found = await assess(cluster, code, onMoto[code]);
      expect(found.map(({ severity }) => severity)).not.toContain('unknown');
      expect(found).toHaveLength(many);
      await apply(found);
      expect(await assess(cluster, code, onMoto[code])).toEqual([]);
    },
  );

  it.each(awsCases.filter(([code]) => lacking[code]))(
    '%s of %s cannot be tried: moto lacks it',
    async (code, cluster) => {
      const { reason, shows } = lacking[code];
      expect(reason).not.toBe('');
      const found = await assess(cluster, code);
      expect(found).not.toEqual([]);
      await shows(() => apply(found), clients);
    },
  );

  it('copied the cluster as it is, or nothing of this would mean anything', () => {
    const inventory = inventoryOf('old');
    expect(valueIn(inventory, 'subnets').length).toBeGreaterThan(1);
    expect(JSON.stringify(inventory)).toContain(valueIn(inventory, 'vpc').id);
  });
});
