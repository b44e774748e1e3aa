import type { ServiceState } from '@turnup/contract';
import type { DesignedAgainstBuilt, ServiceWay } from '../api/answers.ts';
import type { StateWord } from '../shared/State.tsx';

/** Every state of a service (TMF638) in words. */
export const serviceWords: Readonly<Record<ServiceState, StateWord>> = {
  feasibilityChecked: { word: 'Feasibility checked', icon: 'circle', tone: 'quiet' },
  designed: { word: 'Designed', icon: 'design', tone: 'info' },
  reserved: { word: 'Reserved', icon: 'clock', tone: 'info' },
  inactive: { word: 'Inactive', icon: 'pause', tone: 'warn' },
  active: { word: 'Active', icon: 'check', tone: 'good' },
  terminated: { word: 'Terminated', icon: 'ban', tone: 'quiet' },
};

/** How what was built compares with the design. */
export const verdictWords: Readonly<Record<DesignedAgainstBuilt['verdict'], StateWord>> = {
  asDesigned: { word: 'As designed', icon: 'check', tone: 'good' },
  missing: { word: 'Missing', icon: 'critical', tone: 'bad' },
  different: { word: 'Different', icon: 'warning', tone: 'warn' },
  notDesigned: { word: 'Not designed', icon: 'warning', tone: 'warn' },
};

/** What a way between two sites is for. */
export const wayWords: Readonly<Record<ServiceWay['role'], StateWord>> = {
  primary: { word: 'In use', icon: 'check', tone: 'good' },
  standby: { word: 'Stands by', icon: 'pause', tone: 'info' },
  failover: { word: 'Over other accesses, when these fail', icon: 'circle', tone: 'quiet' },
};
