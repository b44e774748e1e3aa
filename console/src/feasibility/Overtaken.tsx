import type { CheckServiceQualification } from '@turnup/contract';
import order from '../order/Order.module.css';
import { Instant } from '../shared/Instant.tsx';
import { State } from '../shared/State.tsx';
import { overtakenOf, type QuestionItem } from './itemFacts.ts';
import { AskAgain } from './TakeButtons.tsx';
import { overtakenWord } from './words.ts';

type Props = { readonly question: CheckServiceQualification; readonly item: QuestionItem };

/** That an answer no longer holds: why, since when, and the way to a new one. What was answered stays below as it was. */
export function Overtaken({ question, item }: Props) {
  const overtaken = overtakenOf(item);
  if (overtaken === undefined) return null;
  return (
    <div className={order['error']} role="status">
      <div className={order['between']}>
        <State state={overtakenWord} />
        {overtaken.since !== undefined && (
          <span className="quiet">
            since <Instant at={overtaken.since} />
          </span>
        )}
      </div>
      {overtaken.reasons.map(({ code, message }) => (
        <p key={`${code} ${message}`}>
          {message} <span className="mono quiet">{code}</span>
        </p>
      ))}
      <AskAgain question={question} item={item} prominent />
    </div>
  );
}
