/** What a task name in a plan template stands for: the engine's kind, and for people's work its kind of work. */
export type TaskName = { readonly kind: string; readonly work?: string };

/** Names of tasks that templates may use, beside `work:<kind of work>`. Kinds are versioned: `name@version`. */
const kinds: Readonly<Record<string, string>> = {
  'partner:order': 'partner.order@1',
  'partner:delivery': 'partner.delivery@1',
  'order:issue': 'order.issue@1',
  'parameters:allocate': 'parameters.allocate@1',
  'network:configure': 'network.configure@1',
  'cpe:configure': 'cpe.configure@1',
  'service:test': 'service.test@1',
  'service:activate': 'service.activate@1',
  'order:close': 'order.close@1',
};

/** The kind of the task that keeps a booked working window: it ends when the window of its activity opens. */
export const windowKind = 'activity.window@1';

/** Reads a task name of a template; undefined where no such task exists. */
export function taskNamed(name: string): TaskName | undefined {
  const work = /^work:([A-Za-z]+)$/.exec(name)?.[1];
  if (work !== undefined) return { kind: 'work.order@1', work };
  const kind = kinds[name];
  return kind === undefined ? undefined : { kind };
}
