import { Button, Checkbox, NativeSelect, TextInput } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import type { SiteRequirement } from '@turnup/contract';
import { diversityLevels } from '@turnup/contract/diversityLevels';
import { useId } from 'react';
import { Icon } from '../shared/Icon.tsx';
import { Section } from '../shared/Section.tsx';
import { wordsOf } from '../shared/units.ts';
import { type Diversity, emptySite, rateOf, type SiteDraft } from './draft.ts';
import { FieldGroup } from './ListField.tsx';
import { MoreOfSite } from './MoreOfSite.tsx';
import { PasteForm } from './PasteForm.tsx';
import classes from './Requirement.module.css';
import type { Premises } from './useChoices.ts';

type Props = {
  readonly sites: readonly SiteDraft[];
  readonly onSites: (sites: readonly SiteDraft[]) => void;
  readonly premises: readonly Premises[];
  readonly cpes: readonly SiteRequirement['cpe'][];
  /** Sites are roots and leaves of a hub-and-spoke service alone. */
  readonly hubbed: boolean;
};

/** The sites of a requirement, each a group of fields; many are pasted from a spreadsheet. */
export function SitesField({ sites, onSites, premises, cpes, hubbed }: Props) {
  const list = useId();
  const [pasting, paste] = useDisclosure(false);
  const change = (index: number, part: Partial<SiteDraft>): void =>
    onSites(sites.map((site, at) => (at === index ? { ...site, ...part } : site)));
  return (
    <Section
      title={`Sites (${sites.length})`}
      aside={
        <span className={classes['row']}>
          <Button size="compact-sm" variant="default" onClick={paste.open}>
            Paste a table…
          </Button>
          <Button
            size="compact-sm"
            variant="default"
            leftSection={<Icon name="plus" />}
            onClick={() => onSites([...sites, emptySite])}
          >
            Add a site
          </Button>
        </span>
      }
    >
      <datalist id={list}>
        {premises.map(({ code, name }) => (
          <option key={code} value={code}>
            {name}
          </option>
        ))}
      </datalist>
      <div className={classes['sites']}>
        {sites.map((site, index) => (
          <SiteFields
            // biome-ignore lint/suspicious/noArrayIndexKey: a site has no name until it is written
            key={index}
            site={site}
            number={index + 1}
            list={list}
            name={premises.find(({ code }) => code === site.site)?.name}
            cpes={cpes}
            hubbed={hubbed}
            onChange={(part) => change(index, part)}
            onRemove={sites.length > 1 ? () => onSites(sites.filter((_, at) => at !== index)) : undefined}
          />
        ))}
      </div>
      {pasting && (
        <PasteForm
          onClose={paste.close}
          onSites={(pasted) => onSites([...sites.filter((site) => site.site !== ''), ...pasted])}
        />
      )}
    </Section>
  );
}

type SiteProps = {
  readonly site: SiteDraft;
  readonly number: number;
  readonly list: string;
  readonly name: string | undefined;
  readonly cpes: readonly SiteRequirement['cpe'][];
  readonly hubbed: boolean;
  readonly onChange: (part: Partial<SiteDraft>) => void;
  readonly onRemove: (() => void) | undefined;
};

function SiteFields({ site, number, list, name, cpes, hubbed, onChange, onRemove }: SiteProps) {
  return (
    <FieldGroup
      legend={name ?? `Site ${number}`}
      name={site.site === '' ? `site ${number}` : site.site}
      onRemove={onRemove}
    >
      <TextInput
        label="Place"
        list={list}
        placeholder="Code of the premises"
        value={site.site}
        onChange={(event) => onChange({ site: event.currentTarget.value.trim() })}
      />
      <TextInput
        label="Bandwidth, Mbit/s"
        value={site.rate}
        error={rateOf(site.rate) === undefined ? 'Write Mbit/s, or 1G, 500M.' : undefined}
        onChange={(event) => onChange({ rate: event.currentTarget.value })}
      />
      <NativeSelect
        label="Access"
        value={site.access}
        onChange={(event) => {
          const access = event.currentTarget.value as SiteDraft['access'];
          onChange({
            access,
            diversity:
              access === 'single'
                ? []
                : site.diversity.length > 0
                  ? site.diversity
                  : ['link', 'node', 'duct'],
          });
        }}
        data={['single', 'dual']}
      />
      <NativeSelect
        label="Equipment"
        value={site.cpe}
        onChange={(event) => onChange({ cpe: event.currentTarget.value as SiteDraft['cpe'] })}
        data={cpes.map((value) => ({ value, label: wordsOf(value) }))}
      />
      <TextInput
        label="Availability, % (optional)"
        inputMode="decimal"
        value={site.availability}
        onChange={(event) => onChange({ availability: event.currentTarget.value.trim() })}
      />
      {site.access === 'dual' && (
        <Checkbox.Group
          className={classes['levels'] ?? ''}
          label="The two accesses share no"
          value={[...site.diversity]}
          onChange={(levels) => onChange({ diversity: levels as Diversity[] })}
        >
          <div className={classes['row']}>
            {diversityLevels.map((level) => (
              <Checkbox key={level} value={level} label={level} size="sm" />
            ))}
          </div>
        </Checkbox.Group>
      )}
      <MoreOfSite site={site} hubbed={hubbed} onChange={onChange} />
    </FieldGroup>
  );
}
