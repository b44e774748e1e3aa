import type { ComplianceLine, DesignAlternative, ServiceRequirement, ServiceRoute } from '@turnup/contract';
import { formatMinor } from '../foundation/money.ts';
import type { CoreDiversity } from './coreWays.ts';
import { overlappingPrefixes } from './lanPrefixes.ts';
import { idOf, ms } from './lineTexts.ts';
import { serviceLevelLines } from './serviceLevelLines.ts';
import { availabilityOf } from './siteVariants.ts';
import type { DesignInput, SiteVariant, SurveyFinding } from './types.ts';

/** What compliance is judged on. */
export type Judged = Pick<DesignAlternative, 'routes' | 'availability' | 'plan' | 'budget'> & {
  readonly variants: readonly SiteVariant[];
  /** How far apart the ways of each pair of sites are of which one has two legs. */
  readonly diversities: readonly CoreDiversity[];
};

/**
 * The compliance matrix: every requirement with its target, what the design gives, and where that comes from. All
 * `must` lines met means compliant. Money is a `should`: it has its own gate.
 */
export function complianceOf(
  judged: Judged,
  input: Pick<DesignInput, 'requirement' | 'specification' | 'surveyed'>,
): ComplianceLine[] {
  const { requirement } = input;
  return [
    ...judged.variants.flatMap((variant) => siteLines(variant, judged, input)),
    ...latencyLines(requirement, judged.routes),
    ...serviceLevelLines(requirement, judged.routes),
    ...judged.diversities.map(coreLine),
    ...serviceLines(requirement),
    ...planLines(requirement, judged),
  ];
}

/** The lines of a site by itself, whatever other sites choose. */
function siteLines(
  variant: SiteVariant,
  judged: Pick<Judged, 'availability'>,
  { specification, surveyed }: Pick<DesignInput, 'specification' | 'surveyed'>,
): ComplianceLine[] {
  return [
    ...accessLines(variant),
    ...equipmentLines(variant, surveyed?.[variant.requirement.site]),
    ...availabilityLines(variant, judged),
    mtuLine(variant, specification.mtu),
  ];
}

/** Whether a variant meets what its site must have, whatever other sites choose. */
export function meetsSite(
  variant: SiteVariant,
  input: Pick<DesignInput, 'specification' | 'surveyed'>,
): boolean {
  const judged = { availability: [availabilityOf(variant)] };
  return siteLines(variant, judged, input).every(({ met, priority }) => met || priority === 'should');
}

type Parts = Pick<ComplianceLine, 'id' | 'requirement' | 'target' | 'value' | 'met' | 'evidence'>;
const must = (parts: Parts): ComplianceLine => ({ ...parts, priority: 'must' });
const should = (parts: Parts): ComplianceLine => ({ ...parts, priority: 'should' });

function accessLines({ requirement, option }: SiteVariant): ComplianceLine[] {
  const { site, bandwidthKbps, access } = requirement;
  const slowest = Math.min(...option.legs.map((leg) => leg.rateKbps));
  const wantedLegs = access === 'dual' ? 2 : 1;
  const proof = option.diversity;
  return [
    must({
      id: idOf('BANDWIDTH', site),
      requirement: `Bandwidth at ${site}`,
      target: mbps(bandwidthKbps),
      value: mbps(slowest),
      met: slowest >= bandwidthKbps,
      evidence: option.legs.map((leg) => `${leg.id} at ${mbps(leg.rateKbps)}`).join('; '),
    }),
    must({
      id: idOf('ACCESS', site),
      requirement: `${access === 'dual' ? 'Dual' : 'Single'} access at ${site}`,
      target: `${wantedLegs} leg${wantedLegs === 1 ? '' : 's'}`,
      value: `${option.legs.length}`,
      met: option.legs.length >= wantedLegs,
      evidence: option.legs.map((leg) => `${leg.node} ${leg.port}`).join('; '),
    }),
    ...((requirement.diversity?.length ?? 0) === 0
      ? []
      : [
          must({
            id: idOf('DIVERSITY', site),
            requirement: `Diverse legs at ${site}`,
            target: `nothing shared: ${(requirement.diversity ?? []).join(', ')}`,
            value: proof === undefined ? 'no proof' : proof.verdict,
            met:
              proof?.verdict === 'proven' &&
              (requirement.diversity ?? []).every((level) => proof.levels.includes(level)),
            evidence:
              proof === undefined
                ? 'The legs were not compared'
                : `${proof.compared.primary} risks compared with ${proof.compared.secondary}; shared: ${proof.shared.map(({ level, code }) => `${code} (${level})`).join(', ') || 'none'}`,
          }),
        ]),
  ];
}

function equipmentLines(
  { requirement, cpe, model }: SiteVariant,
  found: SurveyFinding | undefined,
): ComplianceLine[] {
  if (requirement.cpe !== 'managed' || cpe === undefined || model === undefined) return [];
  const { site } = requirement;
  const rackUnits = model.rackUnits * cpe.quantity;
  const equipment = must({
    id: idOf('EQUIPMENT', site),
    requirement: `Managed equipment at ${site}`,
    target: [mbps(requirement.bandwidthKbps), ...(requirement.cpeFunctions ?? [])].join(', '),
    value:
      cpe.standing === undefined ? `${cpe.quantity} × ${model.name}` : `${model.name} ${cpe.standing.serial}`,
    met: true,
    evidence: cpe.reason,
  });
  // What stands there has its room already.
  if (cpe.standing !== undefined) return [equipment];
  const sockets = (model.powerSockets ?? 1) * cpe.quantity;
  return [
    equipment,
    must({
      id: idOf('ROOM', site),
      requirement: `Room and power for the equipment at ${site}`,
      target: `${sockets} sockets, ${rackUnits} rack units`,
      value:
        found === undefined
          ? 'for the survey to find'
          : `${found.freeSockets} sockets, ${found.freeRackUnits} rack units`,
      met: found === undefined || (found.freeSockets >= sockets && found.freeRackUnits >= rackUnits),
      evidence: found === undefined ? 'Nothing recorded for the place' : 'Recorded for the place',
    }),
  ];
}

function availabilityLines(
  { requirement }: SiteVariant,
  judged: Pick<Judged, 'availability'>,
): ComplianceLine[] {
  const { site, availabilityPercent } = requirement;
  const computed = judged.availability.find((line) => line.site === site);
  if (availabilityPercent === undefined || computed === undefined) return [];
  return [
    must({
      id: idOf('AVAILABILITY', site),
      requirement: `Availability of ${site} over a month`,
      target: `${availabilityPercent} %`,
      value: `${computed.percent} %`,
      met: computed.percent >= availabilityPercent,
      evidence: computed.method,
    }),
  ];
}

function mtuLine({ requirement, option }: SiteVariant, mtu: number): ComplianceLine {
  const smallest = Math.min(...option.legs.map((leg) => leg.mtu));
  return must({
    id: idOf('MTU', requirement.site),
    requirement: `Packet size at ${requirement.site}`,
    target: `${mtu} bytes`,
    value: `${smallest} bytes`,
    met: smallest >= mtu,
    evidence: option.legs.map((leg) => `${leg.id} carries ${leg.mtu}`).join('; '),
  });
}

function latencyLines(
  { latencyBounds }: ServiceRequirement,
  routes: readonly ServiceRoute[],
): ComplianceLine[] {
  return (latencyBounds ?? []).flatMap(({ from, to, maximumRttUs }) =>
    (['primary', 'failover'] as const).flatMap((role) => {
      const route = routes.find((each) => each.role === role && each.from === from && each.to === to);
      if (route === undefined && role === 'failover') return [];
      const line: Parts = {
        id: idOf(role === 'primary' ? 'LATENCY' : 'LATENCY_FAILOVER', from, to),
        requirement: `Round trip ${from} to ${to}${role === 'failover' ? ' after a failover' : ''}`,
        target: `at most ${ms(maximumRttUs)}`,
        value: route === undefined ? 'no route' : ms(route.roundTripUs),
        met: route !== undefined && route.roundTripUs <= maximumRttUs,
        evidence:
          route === undefined ? 'No way through the core' : `Through ${clip(route.core.nodes.join(' – '))}`,
      };
      return [role === 'primary' ? must(line) : should(line)];
    }),
  );
}

/** What the two ways of a pair of sites share in the core: wished for, because only the accesses were asked to be diverse. */
function coreLine({ from, to, level, shared, proof }: CoreDiversity): ComplianceLine {
  return should({
    id: idOf('CORE', from, to),
    requirement: `Two ways of ${from} to ${to} through the core`,
    target: keptApart.sharedRisk,
    value: keptApart[level],
    met: level === 'sharedRisk',
    evidence: clip(
      [shared.length === 0 ? 'Nothing shared' : `Shared: ${shared.join(', ')}`, ...proof].join('; '),
    ),
  });
}

const keptApart: Readonly<Record<CoreDiversity['level'], string>> = {
  sharedRisk: 'no link, node or shared risk in common',
  node: 'no link or node in common',
  link: 'no link in common',
  none: 'not apart',
};

function serviceLines({ classesOfService, sites }: ServiceRequirement): ComplianceLine[] {
  const share = (classesOfService ?? []).reduce((sum, each) => sum + each.sharePercent, 0);
  const marks = (classesOfService ?? []).flatMap((each) => each.dscp);
  const twice = marks.find((mark, index) => marks.indexOf(mark) !== index);
  const overlap = overlappingPrefixes(sites);
  const prefixes = sites.reduce((count, site) => count + (site.lanPrefixes?.length ?? 0), 0);
  return [
    ...(classesOfService === undefined
      ? []
      : [
          must({
            id: 'CLASSES_OF_SERVICE',
            requirement: `${classesOfService.length} classes of service`,
            target: 'shares of 100 % together, each marking in one class',
            value: `${share} %`,
            met: share === 100 && twice === undefined,
            evidence:
              twice === undefined
                ? classesOfService.map((each) => `${each.name} ${each.sharePercent} %`).join(', ')
                : `DSCP ${twice} is in two classes`,
          }),
        ]),
    ...(prefixes === 0
      ? []
      : [
          must({
            id: 'LAN_PREFIXES',
            requirement: 'Routing between the LANs of the sites',
            target: 'no address at two sites',
            value: overlap === undefined ? 'none' : 'overlap',
            met: overlap === undefined,
            evidence:
              overlap === undefined ? `${prefixes} prefixes compared` : `${overlap.one} and ${overlap.other}`,
          }),
        ]),
  ];
}

function planLines(requirement: ServiceRequirement, { plan, budget }: Judged): ComplianceLine[] {
  const { requestedCompletionDate: wanted, bespokeActions, blackouts = [] } = requirement;
  return [
    ...(wanted === undefined
      ? []
      : [
          must({
            id: 'COMPLETION_DATE',
            requirement: 'Requested completion date',
            target: wanted,
            value: plan.finishDate,
            met: plan.finishDate <= wanted,
            evidence: clip(
              `${plan.workingDays} working days from ${plan.startDate}: ${plan.criticalPath.join(' → ')}`,
            ),
          }),
        ]),
    ...blackouts.map(({ from, to, site, reason = 'Nobody at work' }, index) =>
      must({
        id: idOf('BLACKOUT', String(index + 1)),
        requirement: site === undefined ? reason : `${reason} at ${site}`,
        target: `nothing from ${from} to ${to}`,
        value: 'kept',
        met: true,
        evidence: 'The dates of the plan: work that would reach into it begins when it is over',
      }),
    ),
    ...(bespokeActions ?? []).map((action) => {
      const planned = plan.activities.find(({ key }) => key === action.code);
      return must({
        id: idOf('BESPOKE', action.code),
        requirement: action.description,
        target: `before ${action.before.join(', ')}`,
        value: planned === undefined ? 'not planned' : `${planned.startDate} to ${planned.finishDate}`,
        met: planned !== undefined,
        evidence: `Owner ${action.owner}`,
      });
    }),
    ...(budget === undefined
      ? []
      : [
          should({
            id: 'BUDGET',
            requirement: `Budget with ${budget.tolerancePercent} % tolerance`,
            target: `at most ${formatMinor(budget.limitMinor, budget.currency)} ${budget.currency}`,
            value: `${formatMinor(budget.actualMinor, budget.currency)} ${budget.currency}`,
            met: budget.withinTolerance,
            evidence: 'Sum of the one-off lines of the bill of materials',
          }),
        ]),
  ];
}

function mbps(kbps: number): string {
  return `${(kbps / 1000).toLocaleString('en-GB')} Mbit/s`;
}

/** Texts of the contract end at 500 characters. */
export function clip(text: string): string {
  return text.length <= 500 ? text : `${text.slice(0, 499)}…`;
}
