import { Button, NativeSelect, TextInput } from '@mantine/core';
import { Icon } from '../shared/Icon.tsx';
import { Section } from '../shared/Section.tsx';
import type { BoundDraft, RequirementDraft } from './draft.ts';
import classes from './Requirement.module.css';

type Props = {
  readonly draft: RequirementDraft;
  readonly onBounds: (bounds: readonly BoundDraft[]) => void;
};

/** Upper bounds on round trips between sites; there is nothing to bound with one site. */
export function Bounds({ draft, onBounds }: Props) {
  const { bounds } = draft;
  const sites = [...new Set(draft.sites.map(({ site }) => site).filter((site) => site !== ''))];
  if (sites.length < 2 && bounds.length === 0) return null;
  const change = (index: number, part: Partial<BoundDraft>): void =>
    onBounds(bounds.map((bound, at) => (at === index ? { ...bound, ...part } : bound)));
  const choices = [{ value: '', label: 'Choose…' }, ...sites];
  return (
    <Section
      title="Latency"
      aside={
        <Button
          size="compact-sm"
          variant="default"
          leftSection={<Icon name="plus" />}
          onClick={() => onBounds([...bounds, { from: sites[0] ?? '', to: sites[1] ?? '', ms: '' }])}
        >
          Add a bound
        </Button>
      }
    >
      {bounds.length === 0 ? (
        <span className="quiet">No round trip is bounded.</span>
      ) : (
        <div className={classes['sites']}>
          {bounds.map((bound, index) => (
            <fieldset
              className={classes['site']}
              // biome-ignore lint/suspicious/noArrayIndexKey: a bound has no name
              key={index}
            >
              <legend>Bound {index + 1}</legend>
              <div className={classes['fields']}>
                <NativeSelect
                  label="From"
                  value={bound.from}
                  data={choices}
                  onChange={(event) => change(index, { from: event.currentTarget.value })}
                />
                <NativeSelect
                  label="To"
                  value={bound.to}
                  data={choices}
                  onChange={(event) => change(index, { to: event.currentTarget.value })}
                />
                <TextInput
                  label="Round trip at most, ms"
                  inputMode="decimal"
                  value={bound.ms}
                  onChange={(event) => change(index, { ms: event.currentTarget.value })}
                />
              </div>
              <Button
                size="compact-sm"
                variant="subtle"
                color="gray"
                c="var(--text-quiet)"
                mt={8}
                onClick={() => onBounds(bounds.filter((_, at) => at !== index))}
              >
                Remove<span className="hidden-visually"> bound {index + 1}</span>
              </Button>
            </fieldset>
          ))}
        </div>
      )}
    </Section>
  );
}
