/** What a device told when it was asked: its ports, each with whether traffic passes it. */
export type Told = {
  readonly device: string;
  /** `node/port` is not used here: names of ports of this device. */
  readonly ports: ReadonlyMap<string, PortCondition>;
};

/** Whether the other end of a port is heard, and in which words the device says so. */
export type PortCondition = { readonly passes: boolean; readonly words: string };

/** A link between two devices, with the port at either end. */
export type WatchedLink = {
  readonly name: string;
  readonly ends: readonly [WatchedEnd, WatchedEnd];
};
export type WatchedEnd = { readonly node: string; readonly port: string };

/** What a look found bad: a link, or a device together with the links that are bad for its sake. */
export type Finding = {
  readonly name: string;
  readonly kind: 'node' | 'link';
  readonly reason: string;
  /** Links that are explained by a device that is dead. */
  readonly covers: readonly string[];
};

/** What one look at the network found. What is in neither list could not be seen. */
export type Found = { readonly bad: readonly Finding[]; readonly good: ReadonlySet<string> };

/** States of what was found bad. */
export type ConditionState = 'suspected' | 'failed' | 'cleared';

/** Something that was found bad, from the first look that saw it to the one that saw it whole again. */
export type Condition = {
  readonly id: string;
  readonly name: string;
  readonly kind: 'node' | 'link';
  readonly state: ConditionState;
  readonly reason: string;
  /** Looks that found it bad, and looks in a row that have found it whole since. */
  readonly badLooks: number;
  readonly goodLooks: number;
  readonly since: string;
  readonly failedAt: string | null;
  readonly clearedAt: string | null;
  /** Orders made because of it, and the services that they name. */
  readonly orders: readonly string[];
  readonly services: readonly string[];
  /** Why something was not ordered yet. */
  readonly obstacle: string | null;
};

/** Policy `networkSurveillance`: how often the network is looked at, and how sure one must be. */
export type SurveillancePolicy = {
  /** Milliseconds of real time from look to look. */
  readonly everyMs: number;
  /** A device that has not answered by then has not answered. */
  readonly answerMs: number;
  /** Devices that are asked at the same time. */
  readonly atOnce: number;
  /** Looks that must find something bad before it has failed; good ones in between do not count against it. */
  readonly failAfterLooks: number;
  /** The same for what a device itself has told to be bad: its continuity check has counted already. */
  readonly failAfterToldLooks: number;
  /** Milliseconds from the first word of a device to the look that it leads to: others may have a word on the same. */
  readonly toldSettleMs: number;
  /** Looks in a row that must find it whole before it is. */
  readonly clearAfterLooks: number;
};
