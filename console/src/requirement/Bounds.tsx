import { NativeSelect, TextInput } from '@mantine/core';
import { type BoundDraft, type RequirementDraft, sitesNamed } from './draft.ts';
import { ListField } from './ListField.tsx';

type Props = {
  readonly draft: RequirementDraft;
  readonly onBounds: (bounds: readonly BoundDraft[]) => void;
};

/** Upper bounds on round trips between sites; there is nothing to bound with one site. */
export function Bounds({ draft, onBounds }: Props) {
  const { bounds } = draft;
  const sites = sitesNamed(draft);
  if (sites.length < 2 && bounds.length === 0) return null;
  const choices = [{ value: '', label: 'Choose…' }, ...sites];
  return (
    <ListField
      title="Latency"
      one="bound"
      none="No round trip is bounded."
      items={bounds}
      fresh={{ from: sites[0] ?? '', to: sites[1] ?? '', ms: '' }}
      onItems={onBounds}
    >
      {(bound, change) => (
        <>
          <NativeSelect
            label="From"
            value={bound.from}
            data={choices}
            onChange={(event) => change({ from: event.currentTarget.value })}
          />
          <NativeSelect
            label="To"
            value={bound.to}
            data={choices}
            onChange={(event) => change({ to: event.currentTarget.value })}
          />
          <TextInput
            label="Round trip at most, ms"
            inputMode="decimal"
            value={bound.ms}
            onChange={(event) => change({ ms: event.currentTarget.value })}
          />
        </>
      )}
    </ListField>
  );
}
