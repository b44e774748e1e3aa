import { Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import { digitsOf } from '../shared/money.ts';
import { emptyWork, type RequirementDraft, sitesNamed, type WorkDraft } from './draft.ts';
import { ListField } from './ListField.tsx';
import { SiteSelect } from './SiteSelect.tsx';

type Props = {
  readonly draft: RequirementDraft;
  /** The currency in which the service is reckoned; empty where nobody knows it. */
  readonly currency: string;
  readonly onWorks: (works: readonly WorkDraft[]) => void;
};

/** Delivery work that no template holds: a crane, an escort, a night shift; each with its owner, days and cost. */
export function WorksField({ draft, currency, onWorks }: Props) {
  const sites = sitesNamed(draft);
  return (
    <ListField<WorkDraft>
      title="Work of its own"
      one="piece of work"
      none="Nothing is to be done that the plan template lacks."
      items={draft.works}
      fresh={emptyWork}
      onItems={onWorks}
    >
      {(work, change) => (
        <>
          <TextInput
            label="Code"
            maxLength={100}
            placeholder="CRANE"
            value={work.code}
            onChange={(event) => change({ code: event.currentTarget.value.trim() })}
          />
          <Textarea
            label="Description"
            autosize
            maxLength={500}
            value={work.description}
            onChange={(event) => change({ description: event.currentTarget.value })}
          />
          <SiteSelect
            none="the service as a whole"
            sites={sites}
            value={work.site}
            onSite={(site) => change({ site })}
          />
          <TextInput
            label="Owner"
            placeholder="Code of a team or partner"
            maxLength={100}
            value={work.owner}
            onChange={(event) => change({ owner: event.currentTarget.value.trim() })}
          />
          <TextInput
            label="Working days"
            inputMode="numeric"
            value={work.days}
            onChange={(event) => change({ days: event.currentTarget.value.trim() })}
          />
          <AmountInput
            label={currency === '' ? 'Cost' : `Cost, ${currency}`}
            digits={digitsOf(currency)}
            minor={work.costMinor}
            onMinor={(costMinor) => change({ costMinor })}
          />
          <TextInput
            label="Activities that wait for it"
            placeholder="INST_{site}"
            value={work.before}
            onChange={(event) => change({ before: event.currentTarget.value })}
          />
          <TextInput
            type="time"
            label="From (optional)"
            value={work.fromHour}
            onChange={(event) => change({ fromHour: event.currentTarget.value })}
          />
          <TextInput
            type="time"
            label="To (optional)"
            value={work.toHour}
            onChange={(event) => change({ toHour: event.currentTarget.value })}
          />
        </>
      )}
    </ListField>
  );
}

type AmountProps = {
  readonly label: string;
  /** Digits of the minor units. */
  readonly digits: number;
  readonly minor: number | undefined;
  readonly onMinor: (minor: number | undefined) => void;
};

/** An amount as people write it, told in minor units; undefined while what stands there is none. */
function AmountInput({ label, digits, minor, onMinor }: AmountProps) {
  const [text, setText] = useState('');
  const minorOf = (written: string): number | undefined => {
    const amount = Math.round(Number(written) * 10 ** digits);
    return written.trim() !== '' && Number.isSafeInteger(amount) && amount >= 0 ? amount : undefined;
  };
  return (
    <TextInput
      label={label}
      inputMode="decimal"
      value={minor === undefined || minorOf(text) === minor ? text : String(minor / 10 ** digits)}
      error={minor === undefined ? 'Write an amount.' : undefined}
      onChange={(event) => {
        const { value } = event.currentTarget;
        setText(value);
        onMinor(minorOf(value));
      }}
    />
  );
}
