import { NativeSelect, TextInput } from '@mantine/core';
import { Section } from '../shared/Section.tsx';
import { wordsOf } from '../shared/units.ts';
import { BlackoutsField } from './BlackoutsField.tsx';
import { Bounds } from './Bounds.tsx';
import type { RequirementDraft } from './draft.ts';
import { QualityField } from './QualityField.tsx';
import classes from './Requirement.module.css';
import { SitesField } from './SitesField.tsx';
import { TermsField } from './TermsField.tsx';
import type { Choices } from './useChoices.ts';
import { WorksField } from './WorksField.tsx';

type Props = {
  readonly draft: RequirementDraft;
  readonly onDraft: (draft: RequirementDraft) => void;
  readonly choices: Choices;
  /** What an order under way keeps: its service, its customer and its topology. */
  readonly fixed?: boolean;
  readonly children?: React.ReactNode;
};

/** A requirement as a form: what, for whom, where, by when, for how much. */
export function RequirementForm({ draft, onDraft, choices, fixed = false, children }: Props) {
  const change = (part: Partial<RequirementDraft>): void => onDraft({ ...draft, ...part });
  const offering = choices.offerings.find(({ code }) => code === draft.specification);
  const choose = (code: string): void => {
    const topologies = choices.offerings.find((each) => each.code === code)?.topologies ?? [];
    const kept = topologies.find((topology) => topology === draft.topology);
    change({ specification: code, topology: kept ?? topologies[0] ?? '' });
  };
  return (
    <div className={classes['form']}>
      <Section title={fixed ? 'Date' : 'What, for whom, by when'}>
        <div className={classes['fields']}>
          {!fixed && (
            <>
              <NativeSelect
                label="Service"
                value={draft.specification}
                onChange={(event) => choose(event.currentTarget.value)}
                data={[
                  { value: '', label: 'Choose…' },
                  ...choices.offerings.map(({ code, name }) => ({ value: code, label: name })),
                ]}
              />
              <NativeSelect
                label="Customer"
                value={draft.customer}
                onChange={(event) => change({ customer: event.currentTarget.value })}
                data={[{ value: '', label: 'Choose…' }, ...choices.customers]}
              />
              <NativeSelect
                label="Topology"
                value={draft.topology}
                onChange={(event) =>
                  change({ topology: event.currentTarget.value as RequirementDraft['topology'] })
                }
                data={[
                  { value: '', label: 'Choose…' },
                  ...(offering?.topologies ?? []).map((value) => ({ value, label: wordsOf(value) })),
                ]}
              />
            </>
          )}
          <TextInput
            type="date"
            label="Wanted by"
            value={draft.date}
            onChange={(event) => change({ date: event.currentTarget.value })}
          />
          {children}
        </div>
      </Section>
      <SitesField
        sites={draft.sites}
        onSites={(sites) => change({ sites })}
        premises={choices.premises.filter(({ party }) => draft.customer === '' || party === draft.customer)}
        cpes={offering?.cpe ?? ['managed', 'wiresOnly', 'customerOwned']}
        hubbed={draft.topology === 'hubAndSpoke'}
      />
      <Bounds draft={draft} onBounds={(bounds) => change({ bounds })} />
      <QualityField draft={draft} onChange={change} keepsOne={fixed} />
      <BlackoutsField draft={draft} onChange={change} />
      <WorksField
        draft={draft}
        currency={choices.currency || (draft.terms?.currency ?? '')}
        onWorks={(works) => change({ works })}
      />
      <TermsField
        terms={draft.terms}
        currency={choices.currency}
        onTerms={(terms) => change({ terms })}
        optional={!fixed || draft.terms === undefined}
      />
    </div>
  );
}
