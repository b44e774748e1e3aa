import { NativeSelect } from '@mantine/core';

type Props = {
  /** What it means that no site is chosen. */
  readonly none: string;
  readonly sites: readonly string[];
  readonly value: string;
  readonly onSite: (site: string) => void;
};

/** One of the sites of a requirement, or none; one that was taken away since stays in sight. */
export function SiteSelect({ none, sites, value, onSite }: Props) {
  return (
    <NativeSelect
      label="Site"
      value={value}
      data={[{ value: '', label: none }, ...new Set([...sites, ...(value === '' ? [] : [value])])]}
      onChange={(event) => onSite(event.currentTarget.value)}
    />
  );
}
