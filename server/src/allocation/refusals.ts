import { type Refused, refused, unreachable } from '../foundation/result.ts';
import type { AllocationRefusal, LineRefusal } from './types.ts';

/** The sentence of a refused line, with its numbers and what would have worked. */
function explain(line: LineRefusal): string {
  const place = `${line.pool}${line.scope === '' ? '' : ` on ${line.scope}`}`;
  switch (line.why) {
    case 'exhausted':
      return `${line.key}: ${line.wanted} wanted of ${place}, ${line.free} free${listed(line.freeValues)}`;
    case 'taken':
      return `${line.key}: ${line.value} of ${place} is taken${listed(line.freeValues, '; free: ')}`;
    case 'notAMember':
      return `${line.key}: ${place} has no ${line.value ?? 'members'}`;
    case 'noBlock': {
      const largest =
        line.largestBlock === null ? 'nothing is free' : `the largest free block is ${line.largestBlock}`;
      return `${line.key}: ${line.wanted} × /${line.wantedLength} wanted of ${place}; ${largest}`;
    }
    case 'capacity': {
      const room = `${line.used} of ${line.limit} used at ${line.at}, ${line.free} free`;
      const when = line.earliest === null ? 'it never fits' : `it fits from ${line.earliest}`;
      return `${line.key}: ${line.wanted} wanted of ${place}; ${room}; ${when}`;
    }
    default:
      return unreachable(line, 'refused line');
  }
}

function listed(values: readonly string[], before = ': '): string {
  return values.length === 0 ? '' : `${before}${values.join(', ')}`;
}

/** The refusal of a whole request from its refused lines. */
export function refuseLines(lines: readonly LineRefusal[]): Refused<AllocationRefusal> {
  const message = lines.map(explain).join('; ');
  const faults = lines.map((line) => ({ path: `/lines/${line.key}`, message: explain(line) }));
  const unknown = lines.some((line) => line.why === 'notAMember');
  return refused({ status: unknown ? 422 : 409, code: codeOf(lines), message, faults, lines });
}

function codeOf(lines: readonly LineRefusal[]): string {
  const whys = new Set(lines.map((line) => line.why));
  if (whys.has('notAMember')) return 'UNKNOWN_VALUE';
  if (whys.has('taken')) return 'VALUE_TAKEN';
  if (whys.has('exhausted') || whys.has('noBlock')) return 'POOL_EXHAUSTED';
  return 'CAPACITY_EXCEEDED';
}
