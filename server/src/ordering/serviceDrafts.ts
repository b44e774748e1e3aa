import type { DesignAlternative, ReferenceRecord, ServiceRequirement } from '@turnup/contract';
import type { ServiceDraft } from '../inventory/index.ts';
import { newId } from '../platform/ids.ts';

/** What the services of an item are made of. */
export type ServiceSource = {
  readonly requirement: ServiceRequirement;
  readonly solution: DesignAlternative;
  readonly specification: ReferenceRecord<'serviceSpecification'> | undefined;
  readonly serviceId: string;
  /** Number of the customer-facing service; those it is made of have it with a suffix. */
  readonly number: string;
  readonly orderId: string;
  readonly itemId: string;
};

/** The services of an item as they are recorded when it is issued: the customer's first, then what it is made of. */
export function serviceDrafts(source: ServiceSource): ServiceDraft[] {
  const { requirement, specification, serviceId, number, orderId, itemId } = source;
  const common = {
    customer: requirement.customer,
    state: 'reserved' as const,
    allocationStatus: 'reserved' as const,
    orderId,
    orderItem: itemId,
  };
  const customerFacing: ServiceDraft = {
    ...common,
    id: serviceId,
    number,
    category: 'CFS',
    specification: requirement.serviceSpecification,
    name: `${specification?.name ?? requirement.serviceSpecification} ${requirement.customer}`,
    cfsStatus: 5,
    characteristics: {
      topology: requirement.topology,
      sites: requirement.sites,
      classesOfService: requirement.classesOfService ?? [],
    },
  };
  const resourceFacing = (specification?.decomposesInto ?? []).flatMap(({ specification: code, per }) =>
    placesOf(source, per).map(
      ({ place, suffix, characteristics }): ServiceDraft => ({
        ...common,
        id: newId(),
        number: `${number}-${code}-${suffix}`,
        category: 'RFS',
        specification: code,
        name: `${code} ${suffix}`,
        place,
        parentId: serviceId,
        characteristics,
      }),
    ),
  );
  return [customerFacing, ...resourceFacing];
}

type Place = {
  readonly place: string | null;
  readonly suffix: string;
  readonly characteristics: Readonly<Record<string, unknown>>;
};

function placesOf({ requirement, solution }: ServiceSource, per: 'service' | 'site' | 'leg'): Place[] {
  if (per === 'service') return [{ place: null, suffix: 'CORE', characteristics: {} }];
  return solution.sites.flatMap(({ site, legs }): Place[] => {
    const rate = requirement.sites.find((candidate) => candidate.site === site)?.bandwidthKbps;
    if (per === 'site') return [{ place: site, suffix: site, characteristics: { bandwidthKbps: rate } }];
    return legs.map((leg, index) => ({
      place: site,
      suffix: `${site}-${index + 1}`,
      characteristics: {
        node: leg.node,
        port: leg.port,
        bandwidthKbps: rate,
        role: index === 0 ? 'primary' : 'secondary',
        ...(leg.partner === undefined ? {} : { partner: leg.partner }),
        ...(leg.slot === undefined ? {} : { slot: leg.slot }),
      },
    }));
  });
}
