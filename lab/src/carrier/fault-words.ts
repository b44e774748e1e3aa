import type { Fault } from './types.ts';

/** How faults are told on the command line. */
export const faultUsage = [
  'link-down NODE:PORT        link-up NODE:PORT',
  'drop NODE:PORT [PERCENT]   what leaves there is lost, silently; 0 mends it',
  'mtu NODE:PORT BYTES        wrong-vlan NODE:PORT VLAN',
  'kill NODE                  start NODE',
  'agent NODE SIGKILL|SIGSTOP|SIGCONT',
].join('\n  ');

/** A fault from words; undefined where they make no sense. */
export function faultFrom(words: readonly string[]): Fault | undefined {
  const [kind, where = '', value] = words;
  const [node = '', port] = where.split(':');
  if (node === '' || words.length > 3) return undefined;
  if (kind === 'kill' || kind === 'start') return port === undefined && !value ? { kind, node } : undefined;
  if (kind === 'agent') return isAgentSignal(value) ? { kind, node, signal: value } : undefined;
  if (port === undefined || port === '') return undefined;
  const number = value === undefined ? undefined : Number(value);
  const within = (low: number, high: number): number | undefined =>
    number !== undefined && Number.isInteger(number) && number >= low && number <= high ? number : undefined;
  switch (kind) {
    case 'link-down':
      return value === undefined ? { kind: 'linkDown', node, port } : undefined;
    case 'link-up':
      return value === undefined ? { kind: 'linkUp', node, port } : undefined;
    case 'drop': {
      const percent = value === undefined ? 100 : within(0, 100);
      return percent === undefined ? undefined : { kind, node, port, percent };
    }
    case 'mtu': {
      const mtu = within(576, 9216);
      return mtu === undefined ? undefined : { kind, node, port, mtu };
    }
    case 'wrong-vlan': {
      const vlan = within(1, 4094);
      return vlan === undefined ? undefined : { kind: 'wrongVlan', node, port, vlan };
    }
    default:
      return undefined;
  }
}

function isAgentSignal(value: string | undefined): value is 'SIGKILL' | 'SIGSTOP' | 'SIGCONT' {
  return value === 'SIGKILL' || value === 'SIGSTOP' || value === 'SIGCONT';
}
