import { Checkbox, TextInput } from '@mantine/core';
import { type BlackoutDraft, emptyBlackout, type RequirementDraft, sitesNamed } from './draft.ts';
import { ListField } from './ListField.tsx';
import { SiteSelect } from './SiteSelect.tsx';

type Props = {
  readonly draft: RequirementDraft;
  readonly onChange: (part: Pick<RequirementDraft, 'blackouts'> | Pick<RequirementDraft, 'hubFirst'>) => void;
};

/** When the customer wants nobody at work, and whether the hub comes before all other sites. */
export function BlackoutsField({ draft, onChange }: Props) {
  const { blackouts, hubFirst } = draft;
  const sites = sitesNamed(draft);
  return (
    <ListField<BlackoutDraft>
      title="When, and in which order"
      one="period without work"
      none="Work may be done on every working day."
      items={blackouts}
      fresh={emptyBlackout}
      onItems={(changed) => onChange({ blackouts: changed })}
      above={
        (sites.length > 1 || hubFirst) && (
          <Checkbox
            mb="sm"
            label="The hub is installed before any other site"
            description="The hub are the roots, else the first site."
            checked={hubFirst}
            onChange={(event) => onChange({ hubFirst: event.currentTarget.checked })}
          />
        )
      }
    >
      {(blackout, change) => (
        <>
          <TextInput
            type="date"
            label="From"
            value={blackout.from}
            onChange={(event) => change({ from: event.currentTarget.value })}
          />
          <TextInput
            type="date"
            label="To, included"
            value={blackout.to}
            onChange={(event) => change({ to: event.currentTarget.value })}
          />
          <SiteSelect
            none="all sites"
            sites={sites}
            value={blackout.site}
            onSite={(site) => change({ site })}
          />
          <TextInput
            label="Reason (optional)"
            maxLength={500}
            value={blackout.reason}
            onChange={(event) => change({ reason: event.currentTarget.value })}
          />
        </>
      )}
    </ListField>
  );
}
