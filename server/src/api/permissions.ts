import type { Role } from '@turnup/contract';

/** Every permission, with what it allows. A route names exactly one of them. */
export const permissions = {
  'order.read': 'see orders, plans, services and what belongs to them',
  'order.issue': 'issue service orders and change them',
  'qualification.create': 'ask whether a service is feasible',
  'design.read': 'see designs',
  'design.comment': 'remark on designs, and settle remarks',
  'design.edit': 'choose, recompose and submit designs',
  'design.approve': 'approve and reject designs made by others',
  'design.waive': 'take on a gate of a design that is open, such as a budget breach',
  'capacity.manage': 'order, complete and cancel augmentations of the network, and ask for them for planning',
  'work.read': 'see work orders',
  'work.do': 'start, finish and hold work',
  'work.dispatch': 'act on work that belongs to others',
  'plan.intervene': 'retry, skip, pause and resume tasks',
  'network.read': 'see devices, configuration transactions and topology',
  'parameter.reserve': 'reserve service parameters for one’s own quotes, designs and processes',
  'parameter.allocate': 'allocate service parameters to processes other than orders, and take them back',
  'parameter.manage': 'act for any owner; withdraw values and bring them back',
  'inventory.edit': 'change what no order owns of a service',
  'inventory.exchange': 'import and export the inventory',
  'test.run': 'test live services without loading or interrupting them',
  'test.interrupt': 'let a test load or interrupt a live service',
  'test.waive': 'let a service be activated without a passed test',
  'partner.read': 'see queries and orders to partners',
  'partner.answer': 'answer queries and orders for one’s own partner',
  'partner.manage': 'act for any partner',
  'referenceData.read': 'see reference data',
  'referenceData.load': 'load reference data',
  'hub.subscribe': 'listen for events',
  'audit.read': 'see who did what',
  'account.manage': 'make accounts',
  'tenant.manage': 'make operators on this system',
  'system.observe': 'see the figures of the nodes',
  'simulation.control': 'move a simulated clock',
} as const;

/** One of {@link permissions}. */
export type Permission = keyof typeof permissions;

const reading: readonly Permission[] = [
  'order.read',
  'design.read',
  'work.read',
  'network.read',
  'partner.read',
  'referenceData.read',
  'hub.subscribe',
];

/** What each role may do. Author and approver differ by rule as well: see the design room. */
export const permissionsOfRole: Readonly<Record<Role, readonly Permission[]>> = {
  orderStaff: [
    ...reading,
    'design.comment',
    'order.issue',
    'qualification.create',
    'parameter.reserve',
    'inventory.edit',
    'work.dispatch',
  ],
  sales: [...reading, 'design.comment', 'qualification.create', 'parameter.reserve'],
  solutionEngineer: [
    ...reading,
    'qualification.create',
    'parameter.reserve',
    'design.edit',
    'design.comment',
    'work.do',
  ],
  designAuthority: [...reading, 'design.approve', 'design.waive', 'design.comment', 'work.do'],
  provisioning: [
    ...reading,
    'design.comment',
    'work.do',
    'work.dispatch',
    'plan.intervene',
    'partner.answer',
    'partner.manage',
    'parameter.reserve',
    'parameter.allocate',
    'parameter.manage',
    'inventory.edit',
    'capacity.manage',
    'test.run',
  ],
  field: ['work.read', 'work.do', 'hub.subscribe'],
  noc: [
    ...reading,
    'parameter.reserve',
    'parameter.allocate',
    'plan.intervene',
    'capacity.manage',
    'work.do',
    'test.run',
    'test.interrupt',
    'test.waive',
    'audit.read',
    'system.observe',
  ],
  administrator: [
    ...reading,
    'referenceData.load',
    'parameter.manage',
    'inventory.exchange',
    'account.manage',
    'tenant.manage',
    'audit.read',
    'plan.intervene',
  ],
  readOnly: reading,
  partner: ['partner.read', 'partner.answer', 'hub.subscribe'],
  customer: ['order.read', 'work.read', 'work.do', 'hub.subscribe'],
  simulation: ['simulation.control', 'hub.subscribe'],
};

/** The permissions of someone with these roles. */
export function permissionsOf(roles: readonly Role[]): ReadonlySet<Permission> {
  return new Set(roles.flatMap((role) => permissionsOfRole[role]));
}
