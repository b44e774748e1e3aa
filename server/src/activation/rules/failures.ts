import { DriverError, type DriverFault } from '../driver.ts';
import type { ActivationFailure, ConfigValue, Phase } from '../types.ts';

const codes: Readonly<Record<DriverFault, ActivationFailure['code']>> = {
  unreachable: 'deviceUnreachable',
  timeout: 'deviceTimeout',
  hostKey: 'hostKeyMismatch',
  authentication: 'authenticationFailed',
  locked: 'deviceLocked',
  refused: 'deviceRefused',
  protocol: 'protocolFault',
};

const correctiveActions: Readonly<Record<ActivationFailure['code'], string>> = {
  deviceUnknown: 'Load the device access for this device, then try again.',
  deviceUnreachable: 'Check power, management connection and address of the device, then try again.',
  deviceTimeout: 'Check the load of the device; it accepted the connection and did not answer in time.',
  hostKeyMismatch: 'Find out why the device shows another key. If it was replaced, load its new host key.',
  authenticationFailed: 'Load the right user and secret for the device, then try again.',
  deviceLocked: 'Another session holds the device: wait for it, or end it, then try again.',
  devicePaused: 'Nothing was touched. The work goes on by itself when the pause of the device is ended.',
  deviceQueued:
    'Nothing was touched. What is queued for the device is delivered first, as soon as it answers.',
  deviceExhausted: 'Nothing was touched. The work goes on by itself when the device takes changes again.',
  deviceClosed: 'Nothing was touched. The work goes on by itself in the next maintenance window.',
  deviceRefused: 'Remove the cause that the device names, then try again; nothing was left changed.',
  protocolFault: 'Check the software of the device: its answer is not what the protocol says.',
  unmanagedChange:
    'Somebody changed the device by hand. Restore it, or deploy again to overwrite the change.',
  foreignConfiguration:
    'The place belongs to somebody outside the records. Take it over, or choose another value.',
  readBackDiffers: 'The device accepted the change and did not make it: check its software and its log.',
  smokeCheckFailed: 'The change was undone. Look at what the check names.',
  windowTooShort: 'The devices took too long together. Try again, or allow a longer confirm time-out.',
  interrupted: 'The process that made the change ended. The change was undone; try again.',
};

/** A failure with the action that belongs to its code. */
export function failure(
  device: string,
  phase: Phase,
  code: ActivationFailure['code'],
  message: string,
  path?: string,
): ActivationFailure {
  const correctiveAction = correctiveActions[code];
  return path === undefined
    ? { device, phase, code, message, correctiveAction }
    : { device, phase, code, message, correctiveAction, path };
}

/** A driver's error as a failure; anything else is not a device's doing and is thrown on. */
export function failureOf(device: string, phase: Phase, error: unknown): ActivationFailure {
  if (!(error instanceof DriverError)) throw error;
  return failure(device, phase, codes[error.fault], error.message, error.path);
}

/** Whether it is not known what the device made of the last request. */
export function isLost(error: unknown): boolean {
  return error instanceof DriverError && error.fault !== 'refused';
}

/** What stands somewhere, for people. */
export function told(value: ConfigValue | null): string {
  if (value === null) return 'nothing';
  return typeof value === 'string' ? `"${value}"` : `[${value.join(', ')}]`;
}
