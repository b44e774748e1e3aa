import type { RestorationPolicy } from './policy.ts';

/** What a service is ranked by. */
export type Ranked = { readonly number: string; readonly class: string | null; readonly rateKbps: number };

/** Services in the order in which they are restored, each with why it stands there. Pure. */
export function inOrder<Service extends Ranked>(
  services: readonly Service[],
  policy: RestorationPolicy,
): readonly { readonly service: Service; readonly why: string }[] {
  const rules =
    policy.prefer === 'mostServices'
      ? [{ fact: 'rateKbps', first: 'least' } as const, ...policy.rank]
      : policy.rank;
  const sorted = services.toSorted((one, other) => {
    for (const rule of rules) {
      const difference =
        rule.fact === 'class'
          ? placeOf(rule.order, one.class) - placeOf(rule.order, other.class)
          : (one.rateKbps - other.rateKbps) * (rule.first === 'least' ? 1 : -1);
      if (difference !== 0) return difference;
    }
    return one.number < other.number ? -1 : 1;
  });
  const by = rules.map((rule) =>
    rule.fact === 'class' ? `class ${rule.order.join(' before ')}` : `${rule.first} rate first`,
  );
  return sorted.map((service, index) => ({
    service,
    why: `place ${index + 1} of ${sorted.length}: class ${service.class ?? 'unknown'}, ${service.rateKbps} kbit/s (rule ${policy.prefer}: ${by.join(', then ')})`,
  }));
}

function placeOf(order: readonly string[], value: string | null): number {
  const at = value === null ? -1 : order.indexOf(value);
  return at < 0 ? order.length : at;
}
