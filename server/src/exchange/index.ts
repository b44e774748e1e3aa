/** Exchange of the inventory with others: import with a preview, and export. See README.md. */
export { type ImportRequest, importInventory, useKey } from './import.ts';
export { type NetboxKind, netboxKinds } from './netbox/columns.ts';
export type { NetboxDefaults } from './netbox/reading.ts';
export { type NetboxSource, writeNetbox } from './netbox/write.ts';
export { exchangedKinds, writeOurs } from './ours.ts';
export type { ExchangePorts, ImportPreview, OutsideUse, PlainRecord } from './types.ts';
