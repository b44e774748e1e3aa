import { ok, type Result, unreachable, unwrap } from '../../foundation/result.ts';
import type { DeviceContribution } from '../types.ts';
import { type BridgedElanIntent, renderBridgedElan } from './bridged-elan/index.ts';
import { type BridgedElineIntent, renderBridgedEline } from './bridged-eline/index.ts';
import { type BridgedEtreeIntent, renderBridgedEtree } from './bridged-etree/index.ts';
import { type ElineIntent, renderEline, renderElineCpe } from './eline/index.ts';
import { type InternetIntent, renderInternet, renderInternetCpe } from './internet/index.ts';
import { type L3vpnIntent, renderCpe, renderL3vpn } from './l3vpn/index.ts';

/** The intent of a service, with the model that renders it. */
export type ServiceIntent =
  | { readonly model: 'l3vpn'; readonly intent: L3vpnIntent }
  | { readonly model: 'internet'; readonly intent: InternetIntent }
  | { readonly model: 'eline'; readonly intent: ElineIntent }
  | { readonly model: 'bridgedEline'; readonly intent: BridgedElineIntent }
  | { readonly model: 'bridgedElan'; readonly intent: BridgedElanIntent }
  | { readonly model: 'bridgedEtree'; readonly intent: BridgedEtreeIntent };

/** What the provider's devices and the customer's are to hold for a service. */
export type RenderedService = {
  readonly provider: readonly DeviceContribution[];
  readonly customer: readonly DeviceContribution[];
};

/** Renders both sides of a service. Pure. Refused with everything missing or wrong at once. */
export function renderIntent(service: ServiceIntent): Result<RenderedService> {
  switch (service.model) {
    case 'l3vpn':
      return both(renderL3vpn(service.intent), renderCpe(service.intent));
    case 'internet':
      return both(renderInternet(service.intent), renderInternetCpe(service.intent));
    case 'eline':
      return both(renderEline(service.intent), renderElineCpe(service.intent));
    case 'bridgedEline':
      return both(renderBridgedEline(service.intent), ok([]));
    case 'bridgedElan':
      return both(renderBridgedElan(service.intent), ok([]));
    case 'bridgedEtree':
      return both(renderBridgedEtree(service.intent), ok([]));
    default:
      return unreachable(service, 'service model');
  }
}

/** The same; throws a `RefusalError` that names everything missing or wrong. */
export function renderService(service: ServiceIntent): RenderedService {
  return unwrap(renderIntent(service));
}

function both(
  provider: Result<readonly DeviceContribution[]>,
  customer: Result<readonly DeviceContribution[]>,
): Result<RenderedService> {
  if (!provider.ok) return provider;
  return customer.ok ? ok({ provider: provider.value, customer: customer.value }) : customer;
}
