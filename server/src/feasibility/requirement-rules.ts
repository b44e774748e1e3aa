import type { LatencyBound, ServiceRequirement, SiteRequirement } from '@turnup/contract';
import { type FieldFault, ok, type Result, refuse } from '../foundation/result.ts';
import { type PrefixRange, parsePrefix, prefixesOverlap } from './prefix.ts';
import type { RequirementFacts } from './types.ts';

/**
 * Checks the meaning of a requirement that has passed the contract's schema: what it names exists, and it does not
 * contradict itself. Refuses (422) `REQUIREMENT_INVALID` with every place at fault. A bandwidth or availability beyond
 * the specification is not refused: it makes the service special. Two legs where there is one point of presence are
 * not refused either: the search answers that with its reason.
 */
export function validateRequirement(
  requirement: ServiceRequirement,
  facts: RequirementFacts,
): Result<ServiceRequirement> {
  const faults = [
    ...specificationFaults(requirement, facts),
    ...requirement.sites.flatMap((site, index) => siteFaults(requirement, site, index, facts)),
    ...duplicateFaults(
      requirement.sites.map((site) => site.site),
      (index) => `/sites/${index}/site`,
      'site',
    ),
    ...latencyFaults(requirement),
    ...classFaults(requirement),
    ...lanFaults(requirement.sites),
    ...dateFaults(requirement, facts.today),
    ...currencyFaults(requirement, facts.costCurrencies ?? new Set()),
    ...bespokeFaults(requirement),
    ...blackoutFaults(requirement),
  ];
  const [first] = faults;
  if (first === undefined) return ok(requirement);
  const more = faults.length > 1 ? ` and ${faults.length - 1} more` : '';
  return refuse(422, 'REQUIREMENT_INVALID', `${first.path}: ${first.message}${more}`, faults);
}

function specificationFaults(
  requirement: ServiceRequirement,
  { specification }: RequirementFacts,
): FieldFault[] {
  if (specification === undefined) {
    return [
      {
        path: '/serviceSpecification',
        message: `there is no service specification ${requirement.serviceSpecification}`,
      },
    ];
  }
  const faults: FieldFault[] = [];
  const { code, topologies, sites } = specification;
  if (specification.category !== 'CFS') {
    faults.push({ path: '/serviceSpecification', message: `${code} is not customer-facing` });
  }
  if (specification.lifecycleStatus === 'retired') {
    faults.push({ path: '/serviceSpecification', message: `${code} is retired` });
  }
  if (!topologies.includes(requirement.topology)) {
    faults.push({
      path: '/topology',
      message: `${code} is offered as ${topologies.join(', ')}, not ${requirement.topology}`,
    });
  }
  const count = requirement.sites.length;
  if (count < sites.minimum) {
    faults.push({ path: '/sites', message: `${code} needs at least ${sites.minimum} sites, ${count} given` });
  }
  if (requirement.topology === 'pointToPoint' && count !== 2) {
    faults.push({ path: '/sites', message: `a point-to-point service has two sites, ${count} given` });
  }
  if (requirement.topology !== 'hubAndSpoke' && requirement.sites.some(({ role }) => role !== undefined)) {
    faults.push({
      path: '/sites',
      message: `sites are roots and leaves in a hub-and-spoke service alone, not in ${requirement.topology}`,
    });
  }
  if (requirement.sites.every(({ role }) => role === 'leaf')) {
    faults.push({ path: '/sites', message: 'every site is a leaf: leaves reach roots alone' });
  }
  if (requirement.topology === 'hubAndSpoke' && count < 2) {
    faults.push({ path: '/sites', message: 'a hub needs at least one spoke' });
  }
  return faults;
}

function siteFaults(
  requirement: ServiceRequirement,
  site: SiteRequirement,
  index: number,
  facts: RequirementFacts,
): FieldFault[] {
  const path = `/sites/${index}`;
  const faults: FieldFault[] = [];
  const place = facts.place(site.site);
  if (place === undefined) faults.push({ path: `${path}/site`, message: `there is no site ${site.site}` });
  else if (place.kind !== 'customerPremises') {
    faults.push({
      path: `${path}/site`,
      message: `${site.site} is a point of presence, not a customer's premises`,
    });
  } else if (place.party !== undefined && place.party !== requirement.customer) {
    faults.push({ path: `${path}/site`, message: `${site.site} is not a site of ${requirement.customer}` });
  }
  if (site.access === 'single' && (site.diversity ?? []).length > 0) {
    faults.push({ path: `${path}/diversity`, message: 'one leg cannot be diverse; ask for dual access' });
  }
  faults.push(...routingFaults(site, path, facts));
  if (site.availabilityPercent === 100) {
    const message = '100 % cannot be measured: no period is long enough to show that nothing ever fails';
    faults.push({ path: `${path}/availabilityPercent`, message });
  }
  return faults;
}

/** Static routes lead to known prefixes, over one leg: nothing would tell when the other is to be taken. */
function routingFaults(
  site: SiteRequirement,
  path: string,
  { specification }: RequirementFacts,
): FieldFault[] {
  if (site.routing === undefined) return [];
  if (specification !== undefined && specification.serviceModel !== 'l3vpn')
    return [{ path: `${path}/routing`, message: `${specification.code} has no routing with the customer` }];
  if (site.routing === 'bgp') return [];
  const faults: FieldFault[] = [];
  if (site.access === 'dual')
    faults.push({ path: `${path}/routing`, message: 'two legs need BGP: static routes know no fail-over' });
  if ((site.lanPrefixes ?? []).length === 0)
    faults.push({ path: `${path}/lanPrefixes`, message: 'static routes lead to prefixes: name them' });
  return faults;
}

/** Sums in two currencies make no sense without a rate between them. */
function currencyFaults(
  { commercial }: ServiceRequirement,
  costCurrencies: ReadonlySet<string>,
): FieldFault[] {
  if (commercial === undefined) return [];
  const others = [...costCurrencies].filter((currency) => currency !== commercial.currency);
  return others.length === 0
    ? []
    : [
        {
          path: '/commercial/currency',
          message: `costs are in ${others.join(', ')} and the terms in ${commercial.currency}; no rate between them is loaded`,
        },
      ];
}

function duplicateFaults(
  keys: readonly string[],
  pathOf: (index: number) => string,
  what: string,
): FieldFault[] {
  const first = new Map<string, number>();
  return keys.flatMap((key, index) => {
    const before = first.get(key);
    if (before === undefined) {
      first.set(key, index);
      return [];
    }
    return [{ path: pathOf(index), message: `${what} ${key} is named already at ${pathOf(before)}` }];
  });
}

function latencyFaults({ latencyBounds = [], sites }: ServiceRequirement): FieldFault[] {
  const known = new Set(sites.map((site) => site.site));
  const unknown = latencyBounds.flatMap((bound, index) =>
    (['from', 'to'] as const)
      .filter((end) => !known.has(bound[end]))
      .map((end) => ({
        path: `/latencyBounds/${index}/${end}`,
        message: `${bound[end]} is not a site of this requirement`,
      })),
  );
  const loops = latencyBounds.flatMap((bound, index) =>
    bound.from === bound.to
      ? [{ path: `/latencyBounds/${index}/to`, message: `both ends are ${bound.to}` }]
      : [],
  );
  const pair = (bound: LatencyBound) => [bound.from, bound.to].sort().join(' and ');
  const twice = duplicateFaults(latencyBounds.map(pair), (index) => `/latencyBounds/${index}`, 'the pair');
  return [...unknown, ...loops, ...twice];
}

function classFaults({ classesOfService }: ServiceRequirement): FieldFault[] {
  if (classesOfService === undefined) return [];
  const faults = duplicateFaults(
    classesOfService.map((one) => one.name),
    (index) => `/classesOfService/${index}/name`,
    'class',
  );
  const total = classesOfService.reduce((sum, one) => sum + one.sharePercent, 0);
  if (total !== 100)
    faults.push({ path: '/classesOfService', message: `the shares make ${total} %, not 100 %` });
  const owner = new Map<number, string>();
  for (const [index, one] of classesOfService.entries()) {
    for (const [at, dscp] of one.dscp.entries()) {
      const before = owner.get(dscp);
      if (before !== undefined) {
        const path = `/classesOfService/${index}/dscp/${at}`;
        faults.push({ path, message: `DSCP ${dscp} belongs to class ${before} already` });
      }
      owner.set(dscp, one.name);
    }
  }
  return faults;
}

type LanPrefix = PrefixRange & { readonly path: string; readonly site: string };

/** Overlaps are found in one pass over the prefixes in order of their first address. */
function lanFaults(sites: readonly SiteRequirement[]): FieldFault[] {
  const faults: FieldFault[] = [];
  const prefixes: LanPrefix[] = [];
  for (const [index, site] of sites.entries()) {
    for (const [at, text] of (site.lanPrefixes ?? []).entries()) {
      const path = `/sites/${index}/lanPrefixes/${at}`;
      const prefix = parsePrefix(text);
      if (prefix === undefined) faults.push({ path, message: `${text} is not a prefix such as 10.1.0.0/24` });
      else if (prefix.family === 6)
        faults.push({
          path,
          message: `${text} is of IPv6, which is not configured here: name prefixes of IPv4`,
        });
      else prefixes.push({ ...prefix, path, site: site.site });
    }
  }
  let widest: LanPrefix | undefined;
  for (const prefix of prefixes.toSorted((a, b) => (a.first < b.first ? -1 : a.first > b.first ? 1 : 0))) {
    if (widest !== undefined && prefixesOverlap(widest, prefix)) {
      faults.push({ path: prefix.path, message: `${prefix.text} overlaps ${widest.text} of ${widest.site}` });
    }
    if (widest === undefined || prefix.last > widest.last) widest = prefix;
  }
  return faults;
}

function dateFaults({ requestedCompletionDate: date }: ServiceRequirement, today: string): FieldFault[] {
  if (date === undefined) return [];
  const path = '/requestedCompletionDate';
  const parsed = new Date(`${date}T00:00:00Z`);
  if (Number.isNaN(parsed.getTime()) || parsed.toISOString().slice(0, 10) !== date) {
    return [{ path, message: `${date} is not a day of the calendar` }];
  }
  return date < today ? [{ path, message: `${date} is past; today is ${today}` }] : [];
}

function bespokeFaults({ bespokeActions = [], sites }: ServiceRequirement): FieldFault[] {
  const known = new Set(sites.map((site) => site.site));
  return [
    ...duplicateFaults(
      bespokeActions.map((action) => action.code),
      (index) => `/bespokeActions/${index}/code`,
      'action',
    ),
    ...bespokeActions.flatMap((action, index) =>
      action.site === undefined || known.has(action.site)
        ? []
        : [
            {
              path: `/bespokeActions/${index}/site`,
              message: `${action.site} is not a site of this requirement`,
            },
          ],
    ),
  ];
}

function blackoutFaults({ blackouts = [], sites }: ServiceRequirement): FieldFault[] {
  const known = new Set(sites.map(({ site }) => site));
  return blackouts.flatMap(({ from, to, site }, index) => [
    ...(to < from ? [{ path: `/blackouts/${index}/to`, message: `${to} is before ${from}` }] : []),
    ...(site !== undefined && !known.has(site)
      ? [{ path: `/blackouts/${index}/site`, message: `${site} is not a site of this requirement` }]
      : []),
  ]);
}
