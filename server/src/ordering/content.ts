import type { DesignAlternative, ServiceRequirement } from '@turnup/contract';
import type { Json } from '../plan/index.ts';
import type { TaskInput } from './types.ts';

/** What an item asks for and how it will be delivered. */
export type Wanted = {
  readonly requirement: ServiceRequirement;
  readonly solution: Pick<DesignAlternative, 'sites' | 'cpe' | 'routes'>;
};

/**
 * What makes a task of an item the same work in two versions of its order: the part of what is asked and of how it is
 * delivered that the work rests on, never durations or prices, and of dates only the day before which a service that
 * stands must not be touched (`notBefore`). An amendment does again what differs in it. Without `wanted` (a service is
 * ended) it is the task itself. Pure.
 */
export function contentOf(
  name: string,
  input: TaskInput,
  wanted: Wanted | undefined,
  notBefore: string | undefined,
): Json {
  const { durationWorkingDays: _, calendar: __, revision: ___, ...same } = input;
  return {
    ...same,
    ...(wanted === undefined ? {} : { wanted: partOf(name, input, wanted) }),
    ...(notBefore === undefined ? {} : { notBefore }),
  };
}

function partOf(name: string, { site }: TaskInput, wanted: Wanted): Json {
  const asked = wanted.requirement.sites.filter((each) => site === undefined || each.site === site);
  switch (name) {
    case 'window':
    case 'order:await':
      return null;
    case 'work:survey':
      return asked.map(({ site: code, access, diversity, subAddress }) =>
        plain({ code, access, diversity, subAddress }),
      );
    case 'partner:order':
    case 'partner:delivery':
      return [
        ...legsOf(wanted, site, ['partner', 'partnerOffer', 'rateKbps', 'node', 'port']),
        ...whereabouts(asked),
      ];
    case 'work:build':
      return [...legsOf(wanted, site, ['link', 'entry', 'buildCostMinor']), ...whereabouts(asked)];
    case 'work:ship':
    case 'cpe:dispatch':
      return [...unitsOf(wanted, site), ...whereabouts(asked)];
    case 'work:install':
    case 'cpe:enrol':
    case 'cpe:read':
    case 'work:connect':
      return [
        ...unitsOf(wanted, site),
        ...legsOf(wanted, site, ['id', 'link', 'partner']),
        ...whereabouts(asked),
      ];
    default:
      return whole(wanted);
  }
}

/** Everything that a configuration, a test or a design rests on. */
function whole({ requirement, solution }: Wanted): Json {
  const { commercial: _, requestedCompletionDate: __, sites, ...rest } = requirement;
  return plain({
    ...rest,
    sites: sites.map(({ subAddress: ___, ...site }) => site),
    legs: legsOf({ requirement, solution }, undefined, ['id', 'node', 'port', 'rateKbps', 'partner']),
    units: unitsOf({ requirement, solution }, undefined),
    routes: solution.routes.map(({ from, to, role, core }) => ({ from, to, role, links: core.links })),
  });
}

type Leg = DesignAlternative['sites'][number]['legs'][number];

function legsOf({ solution }: Wanted, site: string | undefined, names: readonly (keyof Leg)[]): Json[] {
  return solution.sites
    .filter((option) => site === undefined || option.site === site)
    .flatMap((option) =>
      option.legs.map((leg) =>
        plain({ at: option.site, ...Object.fromEntries(names.map((name) => [name, leg[name]])) }),
      ),
    );
}

function unitsOf({ requirement, solution }: Wanted, site: string | undefined): Json[] {
  const managed = new Set(
    requirement.sites.filter((each) => each.cpe === 'managed').map((each) => each.site),
  );
  return solution.cpe
    .filter((choice) => managed.has(choice.site) && (site === undefined || choice.site === site))
    .map(({ site: at, model, quantity, standing }) => plain({ at, model, quantity, standing }));
}

function whereabouts(sites: ServiceRequirement['sites']): Json[] {
  return sites.flatMap(({ site, subAddress }) =>
    subAddress === undefined ? [] : [{ at: site, subAddress }],
  );
}

/** As JSON keeps it: members without a value are not there. */
function plain(value: object): Json {
  return JSON.parse(JSON.stringify(value)) as Json;
}
