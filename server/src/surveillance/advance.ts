import type { Condition, Finding, Found, SurveillancePolicy } from './types.ts';

/** Something that was not known to be bad before. */
export type Begun = Pick<Condition, 'name' | 'kind' | 'state' | 'reason' | 'badLooks'>;

/** What a look makes of what was known. Instants are set where it is written. */
export type Advance = {
  readonly begun: readonly Begun[];
  /** Conditions as they are now, where they changed. */
  readonly changed: readonly Pick<
    Condition,
    'id' | 'name' | 'kind' | 'state' | 'reason' | 'badLooks' | 'goodLooks'
  >[];
  /** Suspicions that came to nothing, and those that a dead device explains. */
  readonly dropped: readonly string[];
};

/**
 * The next state of everything that is or was bad. Something fails by `failAfterLooks` bad looks, which good ones in
 * between do not forgive; it is whole again after `clearAfterLooks` good looks in a row. So a link that flaps fails once
 * and stays failed until it is steady. What half of these looks found bad at a device where something fails now fails with
 * it: one cause is one failure. What a device itself told (`isTold`) needs fewer looks. Pure.
 */
export function advance(
  known: readonly Condition[],
  found: Found,
  devicesOf: (name: string) => readonly string[],
  policy: Pick<SurveillancePolicy, 'failAfterLooks' | 'failAfterToldLooks' | 'clearAfterLooks'>,
  isTold: (name: string) => boolean = () => false,
): Advance {
  const enough = ({ name, covers }: Finding): number =>
    [name, ...covers].some(isTold) ? policy.failAfterToldLooks : policy.failAfterLooks;
  const open = new Map(known.filter(({ state }) => state !== 'cleared').map((one) => [one.name, one]));
  const dead = new Set(
    [...open.values()]
      .filter(({ kind, state }) => kind === 'node' && state === 'failed')
      .map(({ name }) => name),
  );
  // What is bad at a device that has failed, and is coming back, is the same failure.
  const ofOthers = found.bad.filter(
    ({ name, kind }) =>
      kind === 'node' || open.has(name) || !devicesOf(name).some((device) => dead.has(device)),
  );
  const counted = ofOthers.map((finding) => {
    const before = [finding.name, ...finding.covers].flatMap((name) => open.get(name) ?? []);
    return { finding, looks: 1 + Math.max(0, ...before.map(({ badLooks }) => badLooks)) };
  });
  const struck = new Set(
    counted
      .filter(({ finding, looks }) => looks >= enough(finding))
      .flatMap(({ finding }) => devicesOf(finding.name)),
  );
  const fails = (finding: Finding, looks: number): boolean =>
    looks >= enough(finding) ||
    (2 * looks >= policy.failAfterLooks && devicesOf(finding.name).some((device) => struck.has(device)));
  const changed: Advance['changed'][number][] = [];
  const begun: Begun[] = [];
  for (const { finding, looks } of counted) {
    const { name, kind, reason } = finding;
    const condition = open.get(name);
    const state = condition?.state === 'failed' || fails(finding, looks) ? 'failed' : 'suspected';
    if (condition === undefined) begun.push({ name, kind, state, reason, badLooks: looks });
    else changed.push({ id: condition.id, name, kind, state, reason, badLooks: looks, goodLooks: 0 });
  }
  const covered = new Set(found.bad.flatMap(({ covers }) => covers));
  const dropped: string[] = [];
  for (const condition of open.values()) {
    const { id, name, kind, state, reason, badLooks } = condition;
    if (covered.has(name) && state === 'suspected') dropped.push(id);
    if (!found.good.has(name)) continue;
    const goodLooks = condition.goodLooks + 1;
    if (goodLooks < policy.clearAfterLooks)
      changed.push({ id, name, kind, state, reason, badLooks, goodLooks });
    else if (state === 'suspected') dropped.push(id);
    else changed.push({ id, name, kind, state: 'cleared', reason, badLooks, goodLooks });
  }
  return { begun, changed, dropped };
}
