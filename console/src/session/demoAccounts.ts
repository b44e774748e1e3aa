import type { Role } from '@turnup/contract';

/** Accounts that a simulated system on loopback makes for its first start; the password is `<role>-demo`. */
export const demoAccounts: readonly { readonly role: Role; readonly does: string }[] = [
  { role: 'orderStaff', does: 'issues and follows orders' },
  { role: 'solutionEngineer', does: 'chooses and submits designs' },
  { role: 'designAuthority', does: 'approves designs of others' },
  { role: 'provisioning', does: 'runs the work, retries what fell out' },
  { role: 'noc', does: 'watches the network, waives tests' },
  { role: 'field', does: 'does work on site' },
  { role: 'sales', does: 'asks whether a service is feasible' },
  { role: 'administrator', does: 'loads data, makes accounts' },
  { role: 'readOnly', does: 'sees everything, changes nothing' },
  { role: 'simulation', does: 'moves the clock' },
];

/** Whether this page came from the machine that it is shown on. */
export const onLoopback = (host: string): boolean => /^(127(\.\d+){3}|localhost|\[?::1\]?)$/.test(host);
