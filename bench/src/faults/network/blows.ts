import type { EdgeFleet } from '../../network/fleet.ts';

/** The devices of a run: two share a process, the third has one of its own, so that it can be killed alone. */
export type Field = {
  readonly pair: EdgeFleet;
  readonly single: EdgeFleet;
};

/** Something that is broken for one transaction, and how it is mended. */
export type Blow = {
  readonly name: string;
  /** Before the transaction begins. */
  strike?(field: Field, device: string): Promise<void>;
  /** Inside the confirm window, when every device was read back; answers whether the smoke check is passed. */
  inWindow?(field: Field, device: string): Promise<boolean>;
  /** Puts right what was broken, before recovery. */
  mend(field: Field, device: string): Promise<void>;
  /** Only this device can be struck so. */
  readonly device?: string;
};

const fleetOf = ({ pair, single }: Field, device: string): EdgeFleet =>
  pair.names.includes(device) ? pair : single;

const set = (field: Field, device: string, fault: object) =>
  fleetOf(field, device)
    .control<object>('POST', '/fault', { device, fault })
    .then(() => {});
const clear = (field: Field, device: string) =>
  fleetOf(field, device)
    .control<object>('DELETE', '/fault', { device })
    .then(() => {});

const byFault = (name: string, fault: object): Blow => ({
  name,
  strike: (field, device) => set(field, device, fault),
  mend: clear,
});

/** The device that has a process of its own. */
export const loneDevice = 'PE-3';

/** Every fault of the list, each a transaction of its own. */
export const blows: readonly Blow[] = [
  byFault('commit refused', { kind: 'refuseCommit' }),
  byFault('confirm refused', { kind: 'refuseConfirm' }),
  byFault('device hangs at the edit', { kind: 'hang', operation: 'edit-config', once: true }),
  byFault('device hangs at the commit', { kind: 'hang', operation: 'commit', once: true }),
  byFault('wrong answer: ok, and nothing done', { kind: 'commitDoesNothing' }),
  byFault('read-back differs', { kind: 'staleReadBack' }),
  byFault('session lost after the commit was made', {
    kind: 'dropSessionOn',
    operation: 'commit',
    when: 'after',
    once: true,
  }),
  {
    name: 'device killed with -9 between prepare and confirm',
    device: loneDevice,
    inWindow: async ({ single }) => {
      await single.kill();
      return true;
    },
    mend: ({ single }) => single.start(),
  },
  {
    name: 'device killed with -9 before its undo',
    device: loneDevice,
    inWindow: async ({ single }) => {
      await single.kill();
      return false;
    },
    mend: ({ single }) => single.start(),
  },
  {
    name: 'unreachable at undo',
    inWindow: async (field, device) => {
      await set(field, device, { kind: 'unreachable' });
      return false;
    },
    mend: clear,
  },
  {
    name: 'cancel refused at undo',
    strike: (field, device) => set(field, device, { kind: 'refuseCancel' }),
    inWindow: async () => false,
    mend: clear,
  },
];
