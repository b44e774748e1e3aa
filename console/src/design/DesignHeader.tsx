import type { ServiceDesign } from '@turnup/contract';
import { designStateWords } from '../designs/words.ts';
import { weekdayText } from '../shared/dates.ts';
import { Facts } from '../shared/Facts.tsx';
import { Icon } from '../shared/Icon.tsx';
import { Instant } from '../shared/Instant.tsx';
import { State } from '../shared/State.tsx';
import { wordsOf } from '../shared/units.ts';
import classes from './Design.module.css';
import { DesignActions } from './DesignActions.tsx';
import { OpenedFor } from './OpenedFor.tsx';

/** How the design stands, the gates that hold it up, and what can be done. */
export function DesignHeader({ design }: { readonly design: ServiceDesign }) {
  const { requirement, classification, openGates, validUntil, author, mode } = design;
  return (
    <div className={classes['head']}>
      <div className={classes['headRow']}>
        <div className={classes['states']} data-design-state={design.state}>
          <State state={designStateWords[design.state]} />
          <span className="quiet">
            {classification.route} handling
            {classification.fired.length > 0 &&
              ` by ${classification.fired.map(({ rule }) => rule).join(', ')}`}
          </span>
        </div>
        <DesignActions design={design} />
      </div>
      <Facts
        row
        facts={{
          'Opened for': <OpenedFor openedFor={design.openedFor} />,
          Mode: wordsOf(mode),
          Author: author,
          Requested:
            requirement.requestedCompletionDate === undefined
              ? undefined
              : weekdayText(requirement.requestedCompletionDate),
          'Good until': validUntil === undefined ? undefined : <Instant at={validUntil} />,
        }}
      />
      {openGates.map((gate) => (
        <p key={`${gate.code} ${gate.message}`} className={classes['gate']}>
          <Icon name="warning" /> <b>Open gate</b> {gate.message}{' '}
          <span className="mono quiet">{gate.code}</span>
        </p>
      ))}
    </div>
  );
}
