import type { ServiceRequest } from '@turnup/contract';
import { type DeviceContribution, suspended } from '../../activation/index.ts';
import type { ItemConfiguration } from '../configuration.ts';
import type { OrderItem } from '../types.ts';
import { readPattern } from './read.ts';

/** What an item has its service want on the devices once it is done, device by device; the others keep what they have. Pure. */
export function wishedBy(
  { action, service }: Pick<OrderItem, 'action' | 'service'>,
  { provider, customer }: ItemConfiguration,
): readonly DeviceContribution[] {
  const pattern = action === 'modify' ? readPattern(service as ServiceRequest, '') : undefined;
  if (pattern?.ok !== true) return [...provider, ...customer];
  switch (pattern.value.kind) {
    case 'suspend':
      return suspended(provider);
    case 'resume':
      return provider;
    case 'transfer':
      return [];
    default:
      return [...provider, ...customer];
  }
}
