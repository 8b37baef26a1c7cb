// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { HumanDuration } from '@backstage/types';

export interface Config {
  /** Assesses, backs up, plans and migrates EKS clusters to Auto Mode. */
  eksAutoMode?: {
    /**
     * Sets of clusters that are reached, backed up and guarded alike. A cluster belongs to the
     * environment that names its account and region; one that no environment names is shown, but
     * not read.
     */
    environments?: Array<{
      /** Unique; shown beside the cluster. */
      name: string;
      accounts: Array<{
        /** Twelve digits. Write it in quotes, or YAML may take away leading zeros. */
        accountId: string;
        /** Regions that are looked through for clusters. */
        regions: string[];
        /**
         * Roles that are assumed for each purpose, by name (with its path) or ARN, on top of the
         * account's credentials in `aws.accounts`. A purpose without a role uses these credentials
         * as they are. `deploy/` holds the three as Terraform and CloudFormation.
         */
        roles?: {
          /** Reads. Every role also reads what this one reads. */
          assess?: string;
          /** Writes to the backup bucket, and nothing else. */
          backup?: string;
          /** Makes the changes of approved plans. */
          migrate?: string;
        };
        /**
         * Demanded by the roles' trust policies.
         * @visibility secret
         */
        externalId?: string;
      }>;
      /** Where backups of these clusters go. Without it none is taken, and so no run can start. */
      backup?: {
        bucket: string;
        /** Keys begin with it; default `eks-auto-mode/`. */
        prefix?: string;
        /** SSE-KMS under this key; without it SSE-S3 (AES256). */
        kmsKeyId?: string;
        /** The account that owns the bucket; default the cluster's. Another owner is refused. */
        bucketOwner?: string;
        /** The bucket's region; default the cluster's. */
        region?: string;
        /**
         * Keep the values of Secrets too. Needs `kmsKeyId`. By default only their hashes are kept,
         * so that a difference shows but no value leaves the cluster.
         */
        secretValues?: boolean;
        /** Object lock on every object, in a bucket that has it switched on. */
        objectLock?: {
          mode: 'GOVERNANCE' | 'COMPLIANCE';
          retainFor: HumanDuration | string;
        };
        /**
         * How often each cluster is backed up without anybody asking, at least hourly; without it
         * only runs and people take backups. Owners are told when one is overdue.
         */
        every?: HumanDuration | string;
        /** Retention deletes older backups, but never the newest verified one; default 30 days. */
        keepFor?: HumanDuration | string;
      };
      /** Put on everything that a run creates in AWS. */
      tags?: { [key: string]: string };
      /** When a run may change something; outside of them it waits. Without windows: always. */
      windows?: Array<{
        /** `mon` … `sun`; without it every day. */
        days?: string[];
        /** `22:00` in the time zone. */
        from: string;
        /** `05:00`; where it is before `from` the window ends on the next day. */
        to: string;
        /** IANA name; default `UTC`. */
        timeZone?: string;
      }>;
      gates?: {
        /** Who asked for a plan may not approve it; default false. */
        approverIsNotRequester?: boolean;
        /** How long old capacity stays, empty, before retirement may be approved; default 24 hours. */
        soak?: HumanDuration | string;
      };
    }>;

    /** Groups (entity references) whose members may act on every cluster, whoever owns it. */
    operators?: string[];
    /** Whether guests may act; for sandboxes. Default false. */
    guestsMayAct?: boolean;
    /**
     * Callers from outside Backstage (`backend.auth.externalAccess`) and what each may do. Whoever is
     * not listed may do nothing.
     */
    externalCallers?: Array<{
      /** A static token's subject. */
      subject?: string;
      /** Claims of a GitHub Actions OIDC token: the repository and its branch or environment. */
      github?: { repository: string; branch?: string; environment?: string };
      /** read, assess, backUp, plan, approve, run, undo, retire, except */
      acts: string[];
      /** Names of environments; absent for all. */
      environments?: string[];
    }>;
    /** Labels that name an object's team, in order; after the catalog's own ways to an owner. */
    teamLabels?: string[];

    /**
     * Rules of your company. Each becomes a check like any other, with findings, owners, exceptions
     * and a history, and says exactly one of `images`, `registries`, `tags` and `mustNotRestart`.
     */
    rules?: Array<{
      /** `X-` and capital letters, digits, hyphens: `X-AMI`. Never re-use one. */
      code: string;
      /** What holds where the rule is kept, in one line. */
      title: string;
      /** Default `warning`. */
      severity?: 'blocker' | 'warning' | 'info';
      why?: string;
      remediation?: string;
      /** Machines start from these images only. */
      images?: {
        /** `ami-…` */
        ids: string[];
        /** Whether AWS' images of Auto Mode, which nobody can choose, are approved; default false. */
        autoMode?: boolean;
      };
      /** Containers come from these registries only: hosts, `*.example.com`, or `host/path`. */
      registries?: string[];
      /** Keys of tags that every cluster carries. */
      tags?: string[];
      /**
       * Labels by which your company marks what must not restart, as an Auto node does every 21 days:
       * `key` or `key=value`, on a workload or on its pods.
       */
      mustNotRestart?: string[];
    }>;

    exceptions?: {
      /** No exception lives longer; default one year. */
      longest?: HumanDuration | string;
    };

    fleet?: {
      /** The day by which all clusters are to be migrated, such as `'2027-03-31'`; in quotes. */
      targetDate?: string;
    };

    history?: {
      /** How long days and changes are kept; default 400 days. */
      keepFor?: HumanDuration | string;
    };

    assessments?: {
      /** How often each cluster is read and judged; default daily. */
      every?: HumanDuration | string;
      /** Older than this, an assessment is shown as stale; default two days. */
      staleAfter?: HumanDuration | string;
      /**
       * Clusters that are read at the same time, on each replica, spread over accounts and regions;
       * default 8.
       */
      concurrency?: number;
    };

    runs?: {
      /**
       * No mutating call of a run lasts longer; default 10 seconds. A replica's claim on a run lasts
       * three times as long, so the runs of one that died are taken over after four times.
       */
      callTimeout?: HumanDuration | string;
    };

    /**
     * Requests to one service of one account and region, over all clusters of this process.
     * AWS' own limits are per account and region too, and other tools share them.
     */
    limits?: {
      /** Requests at the same time; default 10. */
      concurrency?: number;
      /** Default 10. */
      requestsPerSecond?: number;
      /** By service, such as `ec2`, `iam`, `eks`; these go before the two above. */
      services?: {
        [service: string]: { concurrency?: number; requestsPerSecond?: number };
      };
    };

    kubernetes?: {
      /**
       * Hosts that a `kubernetes.io/api-server` annotation may name instead of the cluster's own
       * endpoint, such as `*.proxy.example.com`. A bearer token is sent there, so a host that is
       * neither here nor an EKS endpoint is refused.
       */
      allowedEndpoints?: string[];
    };
  };
}
