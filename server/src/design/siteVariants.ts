import type {
  AccessOption,
  CpeChoice,
  CpeModel,
  DesignAlternative,
  SiteOption,
  SiteRequirement,
} from '@turnup/contract';
import { chooseCpe } from '../catalog/index.ts';
import { sumMinor, timesMinor } from '../foundation/money.ts';
import { ok, type Result } from '../foundation/result.ts';
import { availabilityMethod, percentOf, siteAvailability } from './availability.ts';
import type { DesignInput, SiteVariant } from './types.ts';

type BillLine = SiteVariant['bill'][number];

/** An option of a site with its equipment, bill, cost and availability. Refuses when no equipment fits. */
export function siteVariant(
  requirement: SiteRequirement,
  option: SiteOption,
  input: Pick<DesignInput, 'cpeModels' | 'network' | 'startDate' | 'requirement' | 'policies' | 'standing'>,
): Result<SiteVariant> {
  const chosen = equipmentOf(requirement, option, input);
  if (!chosen.ok) return chosen;
  const cpe = chosen.value;
  const model = input.cpeModels.find(({ code }) => code === cpe?.model);
  const bill = [...option.legs.flatMap(legLines), ...(cpe && model ? cpeLines(cpe, model) : [])];
  const total = (charge: BillLine['charge']): number =>
    sumMinor(bill.filter((line) => line.charge === charge).map((line) => line.totalMinor));
  return ok({
    requirement,
    option,
    cpe,
    model,
    bill,
    capexMinor: total('capex'),
    monthlyMinor: total('monthly'),
    availability: siteAvailability(option, model, input.network),
  });
}

/** The availability of a site with a variant as a design tells it, beside what is required. */
export function availabilityOf({
  requirement,
  availability,
}: SiteVariant): DesignAlternative['availability'][number] {
  const { site, availabilityPercent } = requirement;
  return {
    site,
    percent: percentOf(availability),
    ...(availabilityPercent !== undefined && { targetPercent: availabilityPercent }),
    method: availabilityMethod,
  };
}

function equipmentOf(
  requirement: SiteRequirement,
  option: SiteOption,
  input: Pick<DesignInput, 'cpeModels' | 'startDate' | 'requirement' | 'policies' | 'standing'>,
): Result<CpeChoice | undefined> {
  if (requirement.cpe !== 'managed') return ok(undefined);
  return chooseCpe(input.cpeModels, {
    site: requirement.site,
    bandwidthKbps: requirement.bandwidthKbps,
    functions: requirement.cpeFunctions ?? [],
    legs: option.legs.length,
    termMonths: input.requirement.commercial?.termMonths ?? input.policies.termMonths,
    at: input.startDate,
    standing: input.standing,
  });
}

function legLines(leg: AccessOption): BillLine[] {
  const line = (
    item: string,
    description: string,
    unitMinor: number,
    charge: BillLine['charge'],
  ): BillLine[] =>
    unitMinor === 0
      ? []
      : [{ site: leg.site, item, description, quantity: 1, unitMinor, totalMinor: unitMinor, charge }];
  const carrier = leg.partner ?? 'own fibre';
  return [
    ...line('PORT', `Port ${leg.node} ${leg.port}`, leg.portCostMinor, 'capex'),
    ...line('BUILD', `Fibre build towards ${leg.node}`, leg.buildCostMinor, 'capex'),
    ...line('PARTNER_CONNECTION', `Connection by ${carrier}`, leg.partnerOneOffMinor, 'capex'),
    ...line('ACCESS', `Access by ${carrier} to ${leg.node}`, leg.monthlyCostMinor, 'monthly'),
  ];
}

function cpeLines({ site, quantity, standing }: CpeChoice, model: CpeModel): BillLine[] {
  const line = (
    item: string,
    description: string,
    unitMinor: number,
    charge: BillLine['charge'],
  ): BillLine => ({
    site,
    item,
    description,
    quantity,
    unitMinor,
    totalMinor: timesMinor(unitMinor, quantity),
    charge,
  });
  // Its price and care are what the service pays that brought it.
  if (standing !== undefined)
    return [
      line(`CPE_STANDING:${model.code}`, `${model.name} ${standing.serial}, which stands there`, 0, 'capex'),
    ];
  return [
    line(`CPE:${model.code}`, model.name, model.priceMinor, 'capex'),
    ...(model.monthlyMaintenanceMinor === 0
      ? []
      : [
          line(
            `CPE_CARE:${model.code}`,
            `Maintenance of ${model.name}`,
            model.monthlyMaintenanceMinor,
            'monthly',
          ),
        ]),
  ];
}

/**
 * Why the first variant makes the second pointless, or undefined. Only variants of the same shape are compared (same
 * nodes, kinds, partners and confidence), so that routes, calendars and risks cannot speak for the worse one.
 */
export function dominates(better: SiteVariant, worse: SiteVariant): boolean {
  if (shapeOf(better.option) !== shapeOf(worse.option)) return false;
  const [one, other] = [measuresOf(better), measuresOf(worse)];
  return one.every((value, index) => value <= (other[index] as number));
}

/** Whether two options are of the same shape: what one of them proves for a service as a whole, the other does. */
export function isAlike(one: SiteOption, other: SiteOption): boolean {
  return shapeOf(one) === shapeOf(other);
}

function shapeOf(option: SiteOption): string {
  return JSON.stringify([
    option.confidence,
    option.diversity?.verdict,
    option.legs.map((leg) => [leg.node, leg.kind, leg.partner, leg.sharedRisks === null]),
  ]);
}

/** All that a variant can be worse in, less being better. */
function measuresOf({ option, capexMinor, monthlyMinor, availability }: SiteVariant): number[] {
  return [
    capexMinor,
    monthlyMinor,
    1 - availability,
    ...option.legs.flatMap(({ latencyUs, workingDays, availableFrom, mtu, rateKbps }) => [
      latencyUs,
      -mtu,
      -rateKbps,
      workingDays.survey,
      workingDays.build,
      workingDays.partnerFoc,
      workingDays.partnerBuild.best,
      workingDays.partnerBuild.likely,
      workingDays.partnerBuild.worst,
      availableFrom === undefined ? 0 : Date.parse(availableFrom),
    ]),
  ];
}
