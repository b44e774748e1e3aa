import { parsePath } from '../paths.ts';
import type { DeviceContribution, Leaf } from '../types.ts';

/** What joins a customer's unit to its service: without them the unit stands and carries nothing. */
const attachments: ReadonlySet<string> = new Set(['vrf', 'address', 'evc', 's-vlan', 'test-address']);

/**
 * The provider's side of a service whose traffic is stopped: every customer's unit keeps its name, its place and its
 * rates, and is joined to nothing. Putting the attachments back is what resumes it. Pure.
 */
export function suspended(provider: readonly DeviceContribution[]): readonly DeviceContribution[] {
  return provider.map(({ device, leaves }) => ({
    device,
    leaves: leaves.filter((leaf) => !isAttachment(leaf)),
  }));
}

function isAttachment({ path }: Leaf): boolean {
  const [port, unit, leaf] = parsePath(path);
  return port?.name === 'port' && unit?.name === 'unit' && leaf !== undefined && attachments.has(leaf.name);
}
