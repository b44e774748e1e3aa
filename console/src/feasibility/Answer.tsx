import type { CheckServiceQualification, FeasibilityAnswer } from '@turnup/contract';
import order from '../order/Order.module.css';
import { useChoices } from '../requirement/useChoices.ts';
import { weekdayText, workingDaysText } from '../shared/dates.ts';
import { Facts } from '../shared/Facts.tsx';
import { Instant } from '../shared/Instant.tsx';
import { moneyText } from '../shared/money.ts';
import { Section } from '../shared/Section.tsx';
import { State } from '../shared/State.tsx';
import { milliText } from '../shared/units.ts';
import { CandidateMap } from './CandidateMap.tsx';
import { Candidates } from './Candidates.tsx';
import { currencyOfItem } from './itemFacts.ts';
import { Kept } from './Kept.tsx';
import { Nearest } from './Nearest.tsx';
import { Reasons } from './Reasons.tsx';
import { confidenceWords, resultWords } from './words.ts';

type Props = {
  readonly item: CheckServiceQualification['serviceQualificationItem'][number];
  readonly answer: FeasibilityAnswer;
  /** The site whose candidates are compared. */
  readonly site: string | undefined;
};

/** The answer to one item: the verdict, why, what would do instead, and every candidate side by side. */
export function Answer({ item, answer, site }: Props) {
  const currency = currencyOfItem(item, useChoices().currency);
  const { price } = answer;
  return (
    <div className={order['stack']}>
      <div className={order['grid']}>
        <Section title="Verdict" aside={<State state={resultWords[answer.result]} />}>
          <Facts
            facts={{
              Confidence: <State state={confidenceWords[answer.confidence]} />,
              'Earliest in service':
                answer.earliestCompletionDate === undefined
                  ? undefined
                  : weekdayText(answer.earliestCompletionDate),
              'From confirmation on':
                answer.intervalWorkingDays === undefined
                  ? undefined
                  : workingDaysText(answer.intervalWorkingDays),
              'One-off price': price === undefined ? undefined : moneyText(price.oneOffMinor, currency),
              'Monthly price': price === undefined ? undefined : moneyText(price.monthlyMinor, currency),
              'Good until': <Instant at={answer.validUntil} />,
              Handling:
                item.classification === undefined
                  ? undefined
                  : item.classification.route === 'special'
                    ? `special: ${item.classification.fired.map(({ text }) => text).join('; ')}`
                    : 'standard',
              Reserved: <Kept item={item} answer={answer} />,
              'Computed in': `${milliText(answer.computedInUs)} on version ${answer.networkVersion} of the network`,
            }}
          />
        </Section>
        <Section title="Why">
          <Reasons reasons={answer.reasons} />
        </Section>
      </div>
      {answer.alternatives.length > 0 && (
        <Section title="What would do instead">
          <Nearest alternatives={answer.alternatives} currency={currency} />
        </Section>
      )}
      {answer.latencies.length > 0 && (
        <Section title="Round trips">
          <ul className={order['lines']}>
            {answer.latencies.map(({ from, to, roundTripUs, maximumRttUs }) => (
              <li key={`${from} ${to}`}>
                <div className={order['between']}>
                  <span className="mono">
                    {from} – {to}
                  </span>
                  <span className="numbers">
                    <b>{milliText(roundTripUs)}</b>
                    {maximumRttUs !== undefined && ` of ${milliText(maximumRttUs)} at most`}
                  </span>
                </div>
              </li>
            ))}
          </ul>
        </Section>
      )}
      <CandidateMap answer={answer} site={site} />
      <Candidates answer={answer} site={site} currency={currency} />
    </div>
  );
}
