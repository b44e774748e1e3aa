export { accessSecretOf, referenceLoaders } from './access/load.ts';
export { seal, unseal } from './access/seal.ts';
export { listDevices } from './access/store.ts';
export { type Activation, openActivation } from './activation.ts';
export { applyServiceChange } from './apply-service-change.ts';
export { type Comparison, compareDevice, type Difference } from './compare-device.ts';
export { checkSync, deviceState, probe, type ReadBack, readBack } from './device.ts';
export {
  type DevicePause,
  isDevicePaused,
  pauseDevice,
  pausedDevices,
  resumeDevice,
} from './device-pauses.ts';
export { type DeviceTraffic, trafficOf } from './device-traffic.ts';
export type {
  DeviceDriver,
  DeviceState,
  PortState,
  TestPathAnswer,
  TestPathRequest,
  TrunkEvent,
} from './driver.ts';
export { closeDrivers, openDrivers } from './drivers.ts';
export { type Impact, type ImpactRules, impactOf } from './impact.ts';
export type { JournalEntry, TransactionView } from './journal/types.ts';
export { labelConfiguration } from './labels/labels.ts';
export { planRollback, type Rollback } from './labels/rollback.ts';
export { deleteLabel, presentParts, readLabels } from './labels/store.ts';
export type { ConfigurationLabel, RollbackService, RollbackVerdict } from './labels/types.ts';
export { exhausted } from './limits/store.ts';
export type { DeviceLimit, DeviceLimits } from './limits/types.ts';
export { type Ears, openEars } from './listening/listen.ts';
export type { ManagedCpe } from './models/access.ts';
export type { BridgedEnd } from './models/bridged.ts';
export type { BridgedElanIntent } from './models/bridged-elan/index.ts';
export { type BridgedElineIntent, renderBridgedEline } from './models/bridged-eline/index.ts';
export type { BridgedEtreeIntent } from './models/bridged-etree/index.ts';
export { hostOf, nthAddress } from './models/checks.ts';
export type { ElineIntent } from './models/eline/index.ts';
export {
  type RenderedService,
  renderIntent,
  renderService,
  type ServiceIntent,
} from './models/index.ts';
export type { InternetIntent } from './models/internet/index.ts';
export type { CorePath, L3vpnIntent, L3vpnLeg, L3vpnSite } from './models/l3vpn/index.ts';
export { suspended } from './models/suspended.ts';
export type { NetconfOptions } from './netconf/options.ts';
export { watchTrunks } from './ovsdb/watch.ts';
export { type ConfiguredService, configuredServices } from './ownership/configured-store.ts';
export { adoptFound, disownFound } from './ownership/found-store.ts';
export { devicesOfService, forgetDevice } from './ownership/store.ts';
export { unitPath } from './paths.ts';
export { planChange } from './plan-change.ts';
export type { ActivationPolicy } from './policy.ts';
export { deliverQueued } from './queue/deliver.ts';
export { dequeue, devicesBeingCleared, enqueue, readQueue, release } from './queue/store.ts';
export type { QueuedChange } from './queue/types.ts';
export { putBack, type RecordedParts, recordedOn } from './reconcile/put-back.ts';
export { type DriftRuling, type SettledDrift, settleDrift } from './reconcile/settle.ts';
export { type KnownDrift, knownDrift, rememberDrift } from './reconcile/store.ts';
export { takeAway } from './take-away.ts';
export { recoverTransactions } from './transaction/recover.ts';
export { getTransaction, getTransactions } from './transactions.ts';
export type {
  ActivationFailure,
  Change,
  ChangeKind,
  ChangePlan,
  Combiner,
  ConfigValue,
  Conflict,
  DeviceContribution,
  DeviceStep,
  Drift,
  Leaf,
  LeafValue,
  Phase,
  PlannedDevice,
  QueuedPart,
  ServiceChange,
  ServicePart,
  SmokeResult,
  TransactionOutcome,
  TransactionState,
  UnreachablePolicy,
} from './types.ts';
export { watchDevice } from './watch-device.ts';
