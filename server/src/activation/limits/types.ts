/** What a device bears, as the operator's data says. What is absent is not limited. */
export type DeviceLimit = {
  /** Changes that are begun on it, and the time in which they are counted. */
  readonly changes?: { readonly atMost: number; readonly inS: number };
  /** Sessions that one process has with it at the same time. */
  readonly sessions?: number;
  /** It is changed in its maintenance windows alone: a domain instant, where none is open now. */
  readonly closedUntil?: string;
};

/** The limits of these devices; devices without any are absent. */
export type DeviceLimits = (
  tenant: string,
  devices: readonly string[],
) => Promise<ReadonlyMap<string, DeviceLimit>>;
