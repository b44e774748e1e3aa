import type { Session } from '@turnup/contract';
import type { GraphService, ServiceWay } from '../api/answers.ts';
import { serviceWords } from './words.ts';

type Who = Pick<Session, 'permissions'> | undefined;

const stands = ({ state }: Pick<GraphService, 'state'>): string =>
  `The service is ${serviceWords[state].word.toLowerCase()}`;

/** Why a service cannot be switched to its standby, or undefined. These words explain a button; the rule is the server's. */
export function whyNotSwitch(
  service: GraphService,
  ways: readonly ServiceWay[],
  who: Who,
): string | undefined {
  if (!who?.permissions.includes('service.switch'))
    return 'Your role may not switch services to their standby (service.switch).';
  if (service.state !== 'active') return `${stands(service)}: only an active one is switched.`;
  const standby = ways.filter(({ role }) => role === 'standby');
  if (standby.length === 0) return 'No way stands by for another over the same accesses.';
  const failed = [...new Set(standby.flatMap((way) => way.failed))];
  return failed.length === 0
    ? undefined
    : `What stands by runs over ${failed.join(', ')}, which failed: repair it first.`;
}

/** Why a service cannot be changed or given other accesses, or undefined. */
export function whyNotChange({ state }: Pick<GraphService, 'state'>, who: Who): string | undefined {
  if (!who?.permissions.includes('order.issue')) return 'Your role may not issue orders (order.issue).';
  return state === 'active' ? undefined : `${stands({ state })}: only an active one is changed.`;
}

/** Whether a service that is in use has its traffic stopped; one that is being built is inactive too. */
export const isSuspended = ({ state, inService }: Pick<GraphService, 'state' | 'inService'>): boolean =>
  state === 'inactive' && inService;

/** Why a service cannot be suspended, or be resumed if it is suspended, or undefined. */
export const whyNotSuspend = (service: GraphService, who: Who): string | undefined =>
  whyNotChange(isSuspended(service) ? { state: 'active' } : service, who);

/** Why the end of a service cannot be ordered, or undefined. */
export function whyNotEnd(service: GraphService, who: Who): string | undefined {
  if (!who?.permissions.includes('order.issue')) return 'Your role may not issue orders (order.issue).';
  return service.state === 'active' || service.state === 'inactive'
    ? undefined
    : `${stands(service)}: only what was delivered is ended; an order under way is cancelled.`;
}

/** Why a service is not written again to its devices, or undefined. */
export function whyNotRedeploy(service: GraphService, who: Who): string | undefined {
  if (!who?.permissions.includes('network.configure'))
    return 'Your role may not configure the network (network.configure).';
  return service.state === 'terminated' ? `${stands(service)}: nothing is intended for it.` : undefined;
}
