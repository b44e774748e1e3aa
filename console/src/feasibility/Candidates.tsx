import { NativeSelect } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import type { FeasibilityAnswer, SiteOption } from '@turnup/contract';
import type { ReactNode } from 'react';
import design from '../design/Design.module.css';
import { dateText } from '../shared/dates.ts';
import { moneyText } from '../shared/money.ts';
import { Scroller } from '../shared/Scroller.tsx';
import { Section } from '../shared/Section.tsx';
import { State } from '../shared/State.tsx';
import { lengthText, milliText, percentText, rateText } from '../shared/units.ts';
import { accessWords, confidenceWords } from './words.ts';

type Props = {
  readonly answer: FeasibilityAnswer;
  readonly site: string | undefined;
  /** In which the costs are reckoned, where it is known. */
  readonly currency: string | undefined;
};
type Leg = SiteOption['legs'][number];

const oneOff = (leg: Leg): number => leg.portCostMinor + leg.buildCostMinor + leg.partnerOneOffMinor;
const sum = (option: SiteOption, of: (leg: Leg) => number): number =>
  option.legs.reduce((total, leg) => total + of(leg), 0);
/** What comes before the access is there, without the work on site. */
const leadDays = ({ workingDays: { survey, build, partnerFoc, partnerBuild } }: Leg): number =>
  survey + build + partnerFoc + partnerBuild.likely;

/** The ways to reach a site, side by side, the best first: what each is, costs and takes. */
export function Candidates({ answer, site, currency }: Props) {
  const navigate = useNavigate({ from: '/feasibility/$id' });
  const shown = answer.siteOptions.find((each) => each.site === site) ?? answer.siteOptions[0];
  if (shown === undefined) return null;
  const money = (minor: number): string => moneyText(minor, currency);
  const perLeg = (option: SiteOption, of: (leg: Leg) => ReactNode): ReactNode =>
    option.legs.map((leg, index) => (
      <div key={leg.id}>
        {option.legs.length > 1 && <span className="quiet">{index === 0 ? 'primary: ' : 'second: '}</span>}
        {of(leg)}
      </div>
    ));
  const lines: readonly (readonly [string, (option: SiteOption) => ReactNode])[] = [
    ['Confidence', ({ confidence }) => <State state={confidenceWords[confidence]} />],
    ['Access', (option) => perLeg(option, (leg) => leg.partner ?? accessWords[leg.kind])],
    [
      'Ends on',
      (option) =>
        perLeg(option, ({ node, port }) => (
          <span className="mono">
            {node} {port}
          </span>
        )),
    ],
    [
      'Rate, of the port',
      (option) => perLeg(option, (leg) => `${rateText(leg.rateKbps)} of ${rateText(leg.portRateKbps)}`),
    ],
    ['One-off cost', (option) => <b>{money(sum(option, oneOff))}</b>],
    ['of it to build', (option) => money(sum(option, (leg) => leg.buildCostMinor))],
    ['Monthly cost', (option) => <b>{money(sum(option, (leg) => leg.monthlyCostMinor))}</b>],
    ['Lead time', (option) => `${Math.max(...option.legs.map(leadDays))} working days`],
    [
      'Not before',
      (option) =>
        option.legs.some(({ availableFrom }) => availableFrom !== undefined)
          ? perLeg(option, ({ availableFrom }) =>
              availableFrom === undefined ? 'at once' : dateText(availableFrom),
            )
          : 'at once',
    ],
    ['Way', (option) => perLeg(option, (leg) => `${milliText(leg.latencyUs)}, ${lengthText(leg.lengthM)}`)],
    ['Availability of the access', (option) => perLeg(option, (leg) => percentText(leg.availability * 100))],
    ['Diversity', ({ diversity }) => <Diversity diversity={diversity} />],
    [
      'To be settled, to be known',
      ({ reasons, legs }) =>
        [...new Set([...reasons, ...legs.flatMap((leg) => leg.reasons)].map(({ message }) => message))].map(
          (message) => <div key={message}>{message}</div>,
        ),
    ],
  ];
  return (
    <Section
      title={`Candidates at ${shown.site}`}
      aside={
        answer.siteOptions.length > 1 && (
          <NativeSelect
            size="xs"
            aria-label="Site"
            value={shown.site}
            data={answer.siteOptions.map((each) => each.site)}
            onChange={(event) => {
              const { value } = event.currentTarget;
              void navigate({ search: (before) => ({ ...before, site: value }), replace: true });
            }}
          />
        )
      }
    >
      {shown.options.length === 0 ? (
        <span>Nothing reaches this site as asked: see why above.</span>
      ) : (
        <Scroller label={`Candidates at ${shown.site}, side by side`} className={design['scroll']}>
          <table className={design['compare']}>
            <thead>
              <tr>
                <td />
                {shown.options.map((option, index) => (
                  <th key={idOf(option)} scope="col" data-chosen={index === 0}>
                    <span className={design['rank']}>{index === 0 ? 'Best' : `Candidate ${index + 1}`}</span>
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {lines.map(([name, cell]) => (
                <tr key={name}>
                  <th scope="row">{name}</th>
                  {shown.options.map((option, index) => (
                    <td key={idOf(option)} data-chosen={index === 0}>
                      {cell(option)}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </Scroller>
      )}
    </Section>
  );
}

const idOf = ({ legs }: SiteOption): string => legs.map(({ id }) => id).join(' ');

function Diversity({ diversity }: Pick<SiteOption, 'diversity'>) {
  if (diversity === undefined) return 'one access';
  const { verdict, shared, compared, levels, unknown = [] } = diversity;
  const sure = levels.filter((level) => !unknown.includes(level));
  return (
    <>
      {verdict === 'violated' && (
        <State
          state={{
            word: `Shared: ${shared.map(({ level, code }) => `${level} ${code}`).join(', ')}`,
            icon: 'ban',
            tone: 'bad',
          }}
        />
      )}
      {verdict === 'proven' && (
        <State state={{ word: `Proven: ${sure.join(', ')}`, icon: 'check', tone: 'good' }} />
      )}
      {(verdict === 'unknown' || unknown.length > 0) && (
        <State
          state={{
            word: `Not proven${unknown.length === 0 ? '' : `: ${unknown.join(', ')}`}`,
            icon: 'warning',
            tone: 'warn',
          }}
        />
      )}
      <div className="quiet">
        {verdict === 'unknown' || unknown.length > 0
          ? 'too little is disclosed or recorded to tell'
          : `${compared.primary} and ${compared.secondary} risks compared`}
      </div>
    </>
  );
}
