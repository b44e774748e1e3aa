/** What a task name in a plan template stands for: the engine's kind, how it is taken back, and its kind of work. */
export type TaskName = {
  readonly kind: string;
  readonly undo?: string;
  readonly work?: string;
  readonly repeatable?: boolean;
};

/**
 * Names of tasks that templates may use, beside `work:<kind of work>`. Kinds are versioned: `name@version`. `undo` is the
 * kind that takes a finished one back; without it nothing has to be taken back. What is
 * `repeatable` brings what it did before to another wish when it is done again: nothing has to be taken back for that.
 */
const kinds: Readonly<Record<string, TaskName>> = {
  'order:await': { kind: 'order.await@1' },
  'capacity:await': { kind: 'capacity.await@1' },
  'partner:order': { kind: 'partner.order@1', undo: 'partner.withdraw@1' },
  'partner:delivery': { kind: 'partner.delivery@1' },
  'partner:cease': { kind: 'partner.withdraw@1' },
  'order:issue': { kind: 'order.issue@1', undo: 'order.withdraw@1', repeatable: true },
  'parameters:allocate': { kind: 'parameters.allocate@1', undo: 'parameters.deallocate@1', repeatable: true },
  'parameters:deallocate': { kind: 'parameters.deallocate@1' },
  'parameters:adjust': { kind: 'parameters.adjust@1', undo: 'parameters.readjust@1', repeatable: true },
  'network:reconfigure': { kind: 'network.reconfigure@1', undo: 'network.restore@1', repeatable: true },
  'service:change': { kind: 'service.change@1' },
  'service:extend': { kind: 'service.extend@1', undo: 'service.retract@1' },
  'service:trim': { kind: 'service.trim@1' },
  'site:clear': { kind: 'cpe.remove@1', undo: 'cpe.restore@1' },
  'network:configure': { kind: 'network.configure@1', undo: 'network.remove@1', repeatable: true },
  'network:remove': { kind: 'network.remove@1', undo: 'network.configure@1' },
  'cpe:configure': { kind: 'cpe.configure@1', undo: 'cpe.remove@1', repeatable: true },
  'site:check': { kind: 'site.check@1', repeatable: true },
  'cpe:dispatch': { kind: 'cpe.dispatch@1', undo: 'cpe.recall@1', repeatable: true },
  'cpe:enrol': { kind: 'cpe.enrol@1', repeatable: true },
  'cpe:read': { kind: 'cpe.read@1', repeatable: true },
  'cpe:assign': { kind: 'cpe.assign@1', undo: 'cpe.unassign@1' },
  'cpe:replace': { kind: 'cpe.replace@1', undo: 'cpe.reinstate@1' },
  'cpe:retire': { kind: 'cpe.retire@1' },
  'cpe:remove': { kind: 'cpe.remove@1', undo: 'cpe.configure@1' },
  'service:test': { kind: 'service.test@1', undo: 'service.untest@1', repeatable: true },
  'service:activate': { kind: 'service.activate@1', undo: 'service.deactivate@1' },
  'service:deactivate': { kind: 'service.deactivate@1', undo: 'service.reactivate@1' },
  'service:terminate': { kind: 'service.terminate@1' },
  'network:join': { kind: 'network.join@1', undo: 'network.part@1' },
  'cpe:join': { kind: 'cpe.join@1', undo: 'cpe.leave@1' },
  'access:test': { kind: 'access.test@1' },
  'network:cutOver': { kind: 'network.cutOver@1', undo: 'network.fallBack@1' },
  'network:settle': { kind: 'network.settle@1', undo: 'network.unsettle@1' },
  'service:transfer': { kind: 'service.transfer@1', undo: 'service.transferBack@1' },
  'network:suspend': { kind: 'network.suspend@1', undo: 'network.resume@1' },
  'network:resume': { kind: 'network.resume@1', undo: 'network.suspend@1' },
  'restoration:close': { kind: 'restoration.close@1' },
  'service:found': { kind: 'service.found@1', undo: 'service.forget@1' },
  'network:own': { kind: 'network.own@1', undo: 'network.disown@1' },
  'service:enter': { kind: 'service.enter@1', undo: 'service.deactivate@1' },
  'takeOver:close': { kind: 'takeOver.close@1' },
  'suspension:close': { kind: 'suspension.close@1' },
  'order:close': { kind: 'order.close@1' },
  'recovery:authorize': { kind: 'recovery.authorize@1', undo: 'work.withdraw@1' },
  'restoration:place': { kind: 'restoration.place@1' },
  'restoration:report': { kind: 'restoration.report@1' },
  'protection:report': { kind: 'protection.report@1' },
  'outage:announce': { kind: 'outage.announce@1', undo: 'outage.withdraw@1' },
  'outage:close': { kind: 'outage.close@1' },
  'recovery:close': { kind: 'recovery.close@1' },
};

/** The kind of the task that keeps a booked working window: it ends when the window of its activity opens. */
export const windowKind = 'activity.window@1';

/** The kind of the task that looks, before anybody travels, whether a site is ready. */
export const siteCheckKind = 'site.check@1';

/** The kind of the task that waits until what its item relies on is completed. */
export const awaitKind = 'order.await@1';

/** The kind of the task that waits until the augmentations are there without which an item's routes cannot be had. */
export const awaitCapacityKind = 'capacity.await@1';

/** The kind of the task that asks somebody's authority to take back what others use. */
export const authorizeKind = 'recovery.authorize@1';

/** Reads a task name of a template; undefined where no such task exists. */
export function taskNamed(name: string): TaskName | undefined {
  const work = /^work:([A-Za-z]+)$/.exec(name)?.[1];
  return work === undefined ? kinds[name] : { kind: 'work.order@1', undo: 'work.withdraw@1', work };
}
