import { NativeSelect, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { SiteDraft } from './draft.ts';
import classes from './Requirement.module.css';

type Props = {
  readonly site: SiteDraft;
  readonly hubbed: boolean;
  readonly onChange: (part: Partial<SiteDraft>) => void;
};

const roles = { '': 'not said', root: 'root: reaches everybody', leaf: 'leaf: reaches roots alone' } as const;
const routings = { '': 'BGP, as usual', bgp: 'BGP', static: 'static routes' } as const;

/** What few sites say: folded away, with what is said of it beside the heading. */
export function MoreOfSite({ site, hubbed, onChange }: Props) {
  const [open, setOpen] = useState(false);
  const { role, routing, prefixes, functions, subAddress } = site;
  const said = [role, routing, prefixes, functions, subAddress].filter((text) => text !== '');
  const choices = (words: Readonly<Record<string, string>>) =>
    Object.entries(words).map(([value, label]) => ({ value, label }));
  return (
    <details className={classes['more']} open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        Routing, LAN, equipment, room{' '}
        <span className="quiet">{said.length === 0 ? 'as usual' : said.join(', ')}</span>
      </summary>
      {open && (
        <div className={classes['fields']}>
          {(hubbed || role !== '') && (
            <NativeSelect
              label="Role"
              value={role}
              data={choices(roles)}
              onChange={(event) => onChange({ role: event.currentTarget.value as SiteDraft['role'] })}
            />
          )}
          <NativeSelect
            label="Routing with the customer"
            value={routing}
            data={choices(routings)}
            onChange={(event) => onChange({ routing: event.currentTarget.value as SiteDraft['routing'] })}
          />
          <TextInput
            label="LAN prefixes"
            placeholder="10.1.0.0/16 10.2.0.0/16"
            value={prefixes}
            onChange={(event) => onChange({ prefixes: event.currentTarget.value })}
          />
          <TextInput
            label="Functions of the equipment"
            placeholder="ipsec qos"
            value={functions}
            onChange={(event) => onChange({ functions: event.currentTarget.value })}
          />
          <TextInput
            label="Unit, floor or room"
            maxLength={500}
            value={subAddress}
            onChange={(event) => onChange({ subAddress: event.currentTarget.value })}
          />
        </div>
      )}
    </details>
  );
}
