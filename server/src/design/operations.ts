import type { OperationalMethod } from '@turnup/contract';
import { holds } from '../catalog/index.ts';
import type { DesignInput, SiteVariant } from './types.ts';

/** The statements of an operational method; each is mandatory in a committed design. */
export const statements = [
  'monitoring',
  'managementAccess',
  'supportHours',
  'repair',
  'backupAndRestore',
  'failover',
  'runbook',
] as const satisfies readonly (keyof OperationalMethod)[];

/**
 * How each site is operated (eTOM 1.4.5.1: operational methods), by the operator's rules in their order: a later rule
 * that holds speaks in place of an earlier one. `{site}`, `{cpe}` and `{partner}` in a statement are filled in.
 */
export function operationalMethodsOf(
  variants: readonly SiteVariant[],
  { requirement, operations }: Pick<DesignInput, 'requirement' | 'operations'>,
): OperationalMethod[] {
  return variants.map((variant) => {
    const { site, access, cpe, bandwidthKbps, availabilityPercent } = variant.requirement;
    const partners = [...new Set(variant.option.legs.flatMap((leg) => leg.partner ?? []))];
    const facts = {
      site,
      access,
      cpe,
      bandwidthKbps,
      availabilityTargetPercent: availabilityPercent ?? null,
      legs: variant.option.legs.length,
      kinds: [...new Set(variant.option.legs.map((leg) => leg.kind))],
      hasPartner: partners.length > 0,
      partners,
      cpeModel: variant.cpe?.model ?? null,
      customer: requirement.customer,
      serviceSpecification: requirement.serviceSpecification,
      topology: requirement.topology,
    };
    const fill = (text: string): string =>
      text
        .replaceAll('{site}', site)
        .replaceAll('{cpe}', variant.model?.name ?? 'the customer’s own equipment')
        .replaceAll('{partner}', partners.join(', ') || 'nobody');
    const said = operations.filter((rule) => holds(rule.when ?? true, facts)).map(({ method }) => method);
    const method: OperationalMethod = { site };
    for (const name of statements) {
      const text = said.findLast((each) => each[name] !== undefined)?.[name];
      if (text !== undefined) method[name] = fill(text);
    }
    return method;
  });
}
