import { Switch, TextInput } from '@mantine/core';
import { Section } from '../shared/Section.tsx';
import { emptyTerms, type TermsDraft } from './draft.ts';
import classes from './Requirement.module.css';

type Props = {
  readonly terms: TermsDraft | undefined;
  /** The operator's own currency. */
  readonly currency: string;
  readonly onTerms: (terms: TermsDraft | undefined) => void;
  /** Whether the terms may be left out. */
  readonly optional: boolean;
  /** What giving terms means here. */
  readonly ask?: string;
  /** What holds without them. */
  readonly without?: string;
};

const fields = [
  ['currency', 'Currency'],
  ['termMonths', 'Term, months'],
  ['oneOff', 'One-off charge'],
  ['monthly', 'Monthly charge'],
  ['budget', 'Budget'],
  ['tolerance', 'Tolerance of the budget, %'],
] as const satisfies readonly (readonly [keyof TermsDraft, string])[];

/** What the customer pays, and what the solution may cost: without it no business case is made. */
export function TermsField({
  terms,
  currency,
  onTerms,
  optional,
  ask = 'Assess the business case',
  without = 'Without terms there is no budget and no business case.',
}: Props) {
  return (
    <Section
      title="Commercial terms"
      aside={
        optional && (
          <Switch
            label={ask}
            checked={terms !== undefined}
            onChange={(event) => onTerms(event.currentTarget.checked ? emptyTerms(currency) : undefined)}
          />
        )
      }
    >
      {terms === undefined ? (
        <span className="quiet">{without}</span>
      ) : (
        <div className={classes['fields']}>
          {fields.map(([name, label]) => (
            <TextInput
              key={name}
              label={label}
              inputMode={name === 'currency' ? 'text' : 'decimal'}
              value={terms[name]}
              onChange={(event) => onTerms({ ...terms, [name]: event.currentTarget.value })}
            />
          ))}
        </div>
      )}
    </Section>
  );
}
