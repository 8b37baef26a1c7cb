// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { generateKeyPairSync, randomBytes } from 'node:crypto';
import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { stringify } from 'yaml';
import { KubeApi } from '../api/client';
import { Daemon } from '../process/daemon';
import { freePorts } from '../process/ports';
import { startKarpenter } from './karpenter';
import { holdKubelets, KUBELETS } from './kubelets';
import { auditPolicy } from './audit';
import { Binaries, findBinaries } from './binaries';
import { prepareAccess } from './access';
import { Delays, stages } from './stages';
import { Authenticate, startTokenReview, TokenReview } from './tokenReview';

export interface ControlPlaneOptions {
  /** Who a bearer token belongs to that is not the harness' own; none: only the harness gets in. */
  authenticate?: Authenticate;
  delays?: Delays;
  /** How long a bearer token's owner is believed without asking again; Kubernetes' own default is 2m. */
  tokenCacheTtl?: string;
  /** Kept after the end (logs, audit) where given; else a folder of its own that goes with the cluster. */
  folder?: string;
  binaries?: Binaries;
  /** How long a provisioned instance takes to register. */
  nodeLaunchDelay?: string;
  /** Requests a second of the controller-manager; the default 20 of Kubernetes would be what is measured. */
  controllerQps?: number;
  /** A scheduler extender that is told which nodes passed every filter (placement/extender.ts). */
  schedulerExtender?: string;
  signal?: AbortSignal;
}

const users = {
  harness: 'system:masters',
  'system:kube-controller-manager': '',
  'system:kube-scheduler': '',
  [KUBELETS]: 'system:masters',
  'eks:auto-mode': 'system:masters',
} as const;

type User = keyof typeof users;

/** A running Kubernetes: plain processes on loopback, all state in one folder. */
export class ControlPlane {
  private readonly closers: (() => Promise<unknown>)[] = [];
  private readonly tokens = new Map<User, string>();
  private karpenter: Promise<Daemon> | undefined;
  private opened: { api: KubeApi; endpoint: string; ca: string } | undefined;

  private constructor(
    readonly folder: string,
    private readonly binaries: Binaries,
    private readonly options: ControlPlaneOptions,
  ) {}

  static async start(options: ControlPlaneOptions = {}): Promise<ControlPlane> {
    const binaries = options.binaries ?? (await findBinaries());
    const folder =
      options.folder ??
      (await fs.mkdtemp(path.join(os.tmpdir(), 'control-plane-')));
    const plane = new ControlPlane(folder, binaries, options);
    if (!options.folder) {
      plane.closers.push(() =>
        fs.rm(folder, { recursive: true, force: true, maxRetries: 5 }),
      );
    }
    try {
      await plane.up();
    } catch (error) {
      await plane.stop();
      throw error;
    }
    return plane;
  }

  private get running() {
    if (!this.opened) throw new Error('The control plane is not running');
    return this.opened;
  }

  get api(): KubeApi {
    return this.running.api;
  }

  get endpoint(): string {
    return this.running.endpoint;
  }

  /** PEM. */
  get certificateAuthority(): string {
    return this.running.ca;
  }

  get auditLog(): string {
    return path.join(this.folder, 'audit.log');
  }

  get kubectl(): string {
    return this.binaries.programs.kubectl;
  }

  /** The harness' own bearer token: a member of system:masters. */
  get adminToken(): string {
    return this.token('harness');
  }

  /** A kubeconfig of the harness, for kubectl. */
  get kubeconfig(): string {
    return this.config('harness');
  }

  /** Auto Mode's provisioner; its CRDs must be served. Starting it twice is once. */
  async startProvisioner(signal?: AbortSignal): Promise<void> {
    this.karpenter ??= startKarpenter({
      program: this.binaries.programs.karpenter,
      instanceTypes: this.binaries.data['instance-types.json'],
      kubeconfig: this.config('eks:auto-mode'),
      launchDelay: this.options.nodeLaunchDelay ?? '4s',
      logs: this.folder,
      signal,
    });
    await this.karpenter;
  }

  async stopProvisioner(): Promise<void> {
    const karpenter = this.karpenter;
    this.karpenter = undefined;
    await (await karpenter?.catch(() => undefined))?.stop();
  }

  get data() {
    return this.binaries.data;
  }

  /** Ends every process by its id, in the reverse order of their start; safe to call twice. */
  async stop(): Promise<void> {
    await this.stopProvisioner();
    const failures: unknown[] = [];
    for (const close of this.closers.splice(0).reverse()) {
      await close().catch(error => failures.push(error));
    }
    this.opened = undefined;
    if (failures.length > 0) {
      throw new AggregateError(
        failures,
        `The control plane in ${this.folder} did not stop cleanly`,
      );
    }
  }

  private async up(): Promise<void> {
    const { signal } = this.options;
    const [client, peer, secure, controllers, scheduler, kwok] =
      await freePorts(6);
    const file = (name: string) => path.join(this.folder, name);
    await fs.mkdir(this.folder, { recursive: true });
    await this.writeFiles(file);

    const review = await startTokenReview(
      this.options.authenticate ?? (async () => undefined),
    );
    this.closers.push(() => review.close());
    await fs.writeFile(file('webhook.yaml'), webhookConfig(review));

    const etcdUrl = `http://127.0.0.1:${client}`;
    const peerUrl = `http://127.0.0.1:${peer}`;
    const etcd = await this.daemon('etcd', [
      `--data-dir=${file('etcd')}`,
      `--listen-client-urls=${etcdUrl}`,
      `--advertise-client-urls=${etcdUrl}`,
      `--listen-peer-urls=${peerUrl}`,
      `--initial-advertise-peer-urls=${peerUrl}`,
      `--initial-cluster=default=${peerUrl}`,
      // Nothing here outlives the processes, so nothing needs to be on the disk.
      '--unsafe-no-fsync',
      '--log-level=warn',
    ]);
    await etcd.until(
      async () => (await fetch(`${etcdUrl}/health`, { signal })).ok,
      { within: 30_000, signal },
    );

    const endpoint = `https://127.0.0.1:${secure}`;
    const apiserver = await this.daemon('kube-apiserver', [
      `--etcd-servers=${etcdUrl}`,
      `--secure-port=${secure}`,
      '--bind-address=127.0.0.1',
      `--cert-dir=${file('certs')}`,
      '--service-account-issuer=https://kubernetes.default.svc',
      `--service-account-key-file=${file('sa.key')}`,
      `--service-account-signing-key-file=${file('sa.key')}`,
      '--service-cluster-ip-range=10.100.0.0/16',
      '--authorization-mode=RBAC',
      `--token-auth-file=${file('tokens.csv')}`,
      '--endpoint-reconciler-type=none',
      `--authentication-token-webhook-config-file=${file('webhook.yaml')}`,
      '--authentication-token-webhook-version=v1',
      `--authentication-token-webhook-cache-ttl=${
        this.options.tokenCacheTtl ?? '1s'
      }`,
      `--audit-log-path=${this.auditLog}`,
      '--audit-log-maxsize=2000',
      `--audit-policy-file=${file('audit-policy.yaml')}`,
      '--allow-privileged=true',
      // The harness and its subjects are few; fairness between them is not what is looked at.
      '--max-requests-inflight=1000',
      '--max-mutating-requests-inflight=500',
    ]);
    const certificate = path.join(this.folder, 'certs', 'apiserver.crt');
    await apiserver.until(() => fs.access(certificate).then(() => true), {
      within: 60_000,
      signal,
    });
    const ca = await fs.readFile(certificate, 'utf8');
    const api = new KubeApi(endpoint, ca, this.token('harness'));
    this.closers.push(() => api.close());
    await apiserver.until(
      async () => (await api.request<string>('GET', '/readyz')) === 'ok',
      { within: 60_000, signal },
    );
    this.opened = { api, endpoint, ca };
    await this.writeKubeconfigs(endpoint, certificate);

    const qps = this.options.controllerQps ?? 1000;
    await this.daemon('kube-controller-manager', [
      `--kubeconfig=${this.config('system:kube-controller-manager')}`,
      `--service-account-private-key-file=${file('sa.key')}`,
      `--root-ca-file=${certificate}`,
      '--use-service-account-credentials=true',
      '--leader-elect=false',
      '--bind-address=127.0.0.1',
      `--secure-port=${controllers}`,
      `--cert-dir=${file('controllers')}`,
      `--kube-api-qps=${qps}`,
      `--kube-api-burst=${qps * 2}`,
      // Claims that name their volume are bound by this resync alone.
      '--pvclaimbinder-sync-period=1s',
      // nodelifecycle stays: nothing else takes the not-ready taint from a new node.
      // The claim binder stands in for volume binding's external half only.
      '--controllers=*,-node-ipam-controller,-service-lb-controller,-node-route-controller,-cloud-node-lifecycle-controller',
    ]);
    await fs.writeFile(
      file('scheduler.yaml'),
      stringify({
        apiVersion: 'kubescheduler.config.k8s.io/v1',
        kind: 'KubeSchedulerConfiguration',
        leaderElection: { leaderElect: false },
        clientConnection: {
          kubeconfig: this.config('system:kube-scheduler'),
          qps: 1000,
          burst: 2000,
        },
        extenders: this.options.schedulerExtender
          ? [
              {
                urlPrefix: this.options.schedulerExtender,
                filterVerb: 'filter',
                nodeCacheCapable: true,
              },
            ]
          : [],
      }),
    );
    await this.daemon('kube-scheduler', [
      `--config=${file('scheduler.yaml')}`,
      '--bind-address=127.0.0.1',
      `--secure-port=${scheduler}`,
      `--cert-dir=${file('scheduler')}`,
    ]);
    await this.daemon('kwok', [
      `--kubeconfig=${this.config(KUBELETS)}`,
      '--manage-all-nodes=true',
      `--config=${file('stages.yaml')}`,
      `--server-address=127.0.0.1:${kwok}`,
      '--node-lease-duration-seconds=40',
    ]);
    await holdKubelets(api, signal);
    await prepareAccess(api, signal);
  }

  private async daemon(
    name:
      | 'etcd'
      | 'kube-apiserver'
      | 'kube-controller-manager'
      | 'kube-scheduler'
      | 'kwok',
    args: string[],
  ): Promise<Daemon> {
    this.options.signal?.throwIfAborted();
    const daemon = await Daemon.start(
      name,
      this.binaries.programs[name],
      args,
      {
        logs: this.folder,
      },
    );
    this.closers.push(() => daemon.stop());
    return daemon;
  }

  private token(user: User): string {
    const token = this.tokens.get(user) ?? randomBytes(24).toString('hex');
    this.tokens.set(user, token);
    return token;
  }

  private config(user: User): string {
    return path.join(this.folder, `${user.replace(/:/g, '-')}.kubeconfig`);
  }

  private async writeFiles(file: (name: string) => string): Promise<void> {
    const key = generateKeyPairSync('rsa', {
      modulusLength: 2048,
      privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
      publicKeyEncoding: { type: 'spki', format: 'pem' },
    });
    await fs.writeFile(file('sa.key'), key.privateKey, { mode: 0o600 });
    const lines = (Object.keys(users) as User[]).map(
      user =>
        `${this.token(user)},${user},${user}${
          users[user] && `,"${users[user]}"`
        }`,
    );
    await fs.writeFile(file('tokens.csv'), `${lines.join('\n')}\n`, {
      mode: 0o600,
    });
    await fs.writeFile(file('audit-policy.yaml'), stringify(auditPolicy));
    await fs.writeFile(
      file('stages.yaml'),
      stages(this.options.delays)
        .map(stage => stringify(stage))
        .join('---\n'),
    );
  }

  private async writeKubeconfigs(server: string, certificate: string) {
    for (const user of Object.keys(users) as User[]) {
      await fs.writeFile(
        this.config(user),
        stringify({
          apiVersion: 'v1',
          kind: 'Config',
          clusters: [
            {
              name: 'c',
              cluster: { server, 'certificate-authority': certificate },
            },
          ],
          users: [{ name: 'u', user: { token: this.token(user) } }],
          contexts: [{ name: 'c', context: { cluster: 'c', user: 'u' } }],
          'current-context': 'c',
        }),
        { mode: 0o600 },
      );
    }
  }
}

function webhookConfig(review: TokenReview): string {
  return stringify({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'c', cluster: { server: review.url } }],
    users: [{ name: 'u', user: {} }],
    contexts: [{ name: 'c', context: { cluster: 'c', user: 'u' } }],
    'current-context': 'c',
  });
}
