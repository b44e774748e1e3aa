import type { Transaction } from '../platform/database.ts';
import { upsertCpeUnits, upsertParties } from './store.ts';

export {
  assignCpe,
  installCpe,
  leaveCpe,
  recallCpe,
  reinstateCpe,
  shipCpe,
  withdrawCpe,
} from './cpe.ts';
export {
  type BuiltPart,
  type DesignedAgainstBuilt,
  type DesignedPart,
  designedAgainstBuilt,
} from './designedBuilt.ts';
export { editService, type ServiceEdit } from './editService.ts';
export { sendObjectives } from './objectives.ts';
export { warningThreshold } from './rules.ts';
export { changeServices, createServices } from './services.ts';
export {
  acceptObjective,
  allUnits,
  cpeUnits,
  currentResources,
  endNamedResources,
  endResources,
  findParty,
  insertResources,
  listServices,
  objectivesOf,
  partyRecords,
  resourcesOf,
  retireObjectives,
  returnCpe,
  returnCpeUnits,
  type ServiceUnit,
  serviceFamily,
  servicesById,
  sharersOf,
  type UnitUse,
  unitsBySerial,
  unitsOfService,
  unitUses,
  versionsOf,
} from './store.ts';
export {
  type CpePlacement,
  type CpeState,
  type CpeUnitRow,
  type Service,
  type ServiceChange,
  type ServiceDraft,
  type ServiceLevelObjective,
  type SupportingResource,
  unitPort,
} from './types.ts';

type Loader = (
  tx: Transaction,
  tenant: string,
  records: readonly never[],
) => Promise<{ created: number; changed: number; unchanged: number }>;

/** Loaders for parties and stock. */
export const referenceLoaders: Readonly<Record<'party' | 'cpeUnit', Loader>> = {
  party: upsertParties,
  cpeUnit: upsertCpeUnits,
};
