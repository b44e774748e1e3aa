import { unreachable } from '../../foundation/result.ts';
import type { TestCase } from '../types.ts';

/** What making a case does to the service: nothing to speak of, fills it with test packets, or takes a leg away. */
export function burdenOf({ procedure }: TestCase): 'none' | 'loads' | 'interrupts' {
  switch (procedure.kind) {
    case 'path':
      return procedure.test.rateKbps === undefined ? 'none' : 'loads';
    case 'failover':
      return 'interrupts';
    case 'session':
    case 'impossible':
      return 'none';
    default:
      return unreachable(procedure, 'procedure');
  }
}
