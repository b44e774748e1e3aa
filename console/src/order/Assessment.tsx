import { Checkbox } from '@mantine/core';
import type { CancellationAssessment } from '@turnup/contract';
import { Charges } from './Charges.tsx';
import classes from './Order.module.css';

type Props = {
  readonly assessment: CancellationAssessment;
  readonly accepted: boolean;
  readonly onAccepted: (accepted: boolean) => void;
};

/** Whether what an assessment says can be asked for: what costs something must be accepted. */
export const mayAsk = (assessment: CancellationAssessment | undefined, accepted: boolean): boolean =>
  assessment?.outcome === 'free' || (assessment?.outcome === 'priced' && accepted);

/** What taking items back would come to, and the word that its charges are accepted. */
export function Assessment({ assessment, accepted, onAccepted }: Props) {
  const { outcome, reason, charge, takenBack, dropped } = assessment;
  return (
    <>
      <div className={classes['stack']} role="status">
        {outcome === 'refused' ? (
          <p className={classes['error']}>{reason ?? 'It cannot be taken back any more.'}</p>
        ) : outcome === 'free' ? (
          <b>It costs nothing.</b>
        ) : (
          <Charges charge={charge} />
        )}
        <div>
          <b>Taken back:</b> {takenBack.length === 0 ? 'nothing was done yet' : takenBack.join(', ')}.
        </div>
        <div>
          <b>Not done any more:</b> {dropped.length === 0 ? 'nothing' : dropped.join(', ')}.
        </div>
      </div>
      {outcome === 'priced' && (
        <Checkbox
          label="The customer accepts these charges"
          checked={accepted}
          onChange={(event) => onAccepted(event.currentTarget.checked)}
        />
      )}
    </>
  );
}
