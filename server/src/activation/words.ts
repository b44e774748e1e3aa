import type { DeviceDialect, DeviceDriver } from './driver.ts';
import { failureOf } from './rules/failures.ts';
import { changesBetween } from './rules/ownership.ts';
import type { ActivationFailure, LeafImage } from './types.ts';

/** A difference in a device's own words, and what takes it back; `refused` where its kind has nothing of what is wanted. */
export type Words = {
  readonly forwardText: string;
  readonly reverseText: string;
  readonly refused?: ActivationFailure;
};

/**
 * Writes what differs between both sides of these places as the driver would send it. What a kind of device has not is
 * told with its path, and no words; anything else that goes wrong is thrown on.
 */
export function wordsOf(
  driver: DeviceDriver,
  device: string,
  images: readonly LeafImage[],
  dialect?: DeviceDialect,
): Words {
  const back = images.map((image) => ({ ...image, before: image.after, after: image.before }));
  try {
    return {
      forwardText: driver.nativeText(changesBetween(images, 'forward'), images, dialect),
      reverseText: driver.nativeText(changesBetween(images, 'reverse'), back, dialect),
    };
  } catch (error) {
    return { forwardText: '', reverseText: '', refused: failureOf(device, 'edit', error) };
  }
}
