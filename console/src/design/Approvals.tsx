import type { ServiceDesign } from '@turnup/contract';
import { designStateWords } from '../designs/words.ts';
import order from '../order/Order.module.css';
import { Empty } from '../shared/Empty.tsx';
import { Instant } from '../shared/Instant.tsx';
import { Section } from '../shared/Section.tsx';
import { State } from '../shared/State.tsx';
import { wordsOf } from '../shared/units.ts';

/** Who decided what, with the gates that they took on. */
export function Approvals({ design }: { readonly design: ServiceDesign }) {
  if (design.approvals.length === 0)
    return <Empty title="Nobody has decided on this version yet.">Someone other than its author does.</Empty>;
  return (
    <Section title="Decisions">
      <ul className={order['lines']}>
        {design.approvals.map((approval) => (
          <li key={`${approval.by} ${approval.at}`}>
            <div className={order['between']}>
              <b>{approval.by}</b>
              <State state={designStateWords[approval.decision]} />
              <Instant at={approval.at} />
            </div>
            {approval.waivers.length > 0 && <span>Took on: {approval.waivers.map(wordsOf).join(', ')}</span>}
            {approval.reason !== undefined && <span className="quiet">{approval.reason}</span>}
          </li>
        ))}
      </ul>
    </Section>
  );
}
