import type { OperationalMethod } from '@turnup/contract';

export type Statement = Exclude<keyof OperationalMethod, 'site'>;

/** What is said of how a site is operated, by name. */
export const statements: Readonly<Record<Statement, string>> = {
  monitoring: 'Monitoring',
  managementAccess: 'Management access',
  supportHours: 'Support hours',
  repair: 'Repair',
  failover: 'Fail-over',
  backupAndRestore: 'Backup and restore',
  runbook: 'Runbook',
};
