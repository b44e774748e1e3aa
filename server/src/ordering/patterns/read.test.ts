import { describe, expect, it } from 'vitest';
import { unwrap } from '../../foundation/result.ts';
import { readPattern } from './read.ts';

const swap = (value: unknown) => ({ name: 'equipmentSwap', value });
const said = (...characteristics: readonly { name: string; value: unknown }[]) => ({
  serviceCharacteristic: [...characteristics],
});

describe('what an item asks to be swapped', () => {
  it('is a unit by its serial number, and perhaps a model', () => {
    expect(unwrap(readPattern(said(swap({ serial: 'S1' })), ''))).toEqual({ kind: 'swap', serial: 'S1' });
    expect(unwrap(readPattern(said(swap({ serial: 'S1', model: 'M' })), ''))).toEqual({
      kind: 'swap',
      serial: 'S1',
      model: 'M',
    });
    expect(unwrap(readPattern(said({ name: 'sites', value: [] }), '')).kind).toBe('change');
  });

  it.each([
    ['no serial number', said(swap({}))],
    ['nothing', said(swap(null))],
    ['a number for a model', said(swap({ serial: 'S1', model: 7 }))],
    ['another change beside it', said(swap({ serial: 'S1' }), { name: 'sites', value: [] })],
    ['a suspension beside it', { ...said(swap({ serial: 'S1' })), state: 'inactive' as const }],
  ])('is refused: %s', (_what, service) => {
    const read = readPattern(service, '/serviceOrderItem/0/service');
    expect(read.ok ? read.value : [read.fault.status, read.fault.code]).toEqual([400, 'INVALID_ORDER']);
  });
});
