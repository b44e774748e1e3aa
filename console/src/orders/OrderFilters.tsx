import { NativeSelect, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { Link, useNavigate } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import { Icon } from '../shared/Icon.tsx';
import classes from './Orders.module.css';
import type { OrdersSearch } from './search.ts';
import { type StateSet, stateSetNames } from './words.ts';

const quietMs = 250;

/** What narrows the list. Each choice is in the address; a new one begins at the first page. */
export function OrderFilters({ search }: { readonly search: OrdersSearch }) {
  const navigate = useNavigate({ from: '/orders' });
  const narrow = (change: Partial<OrdersSearch>): void => {
    void navigate({ search: (before) => ({ ...before, ...change, offset: undefined }), replace: true });
  };
  const write = useDebouncedCallback(
    (text: string) => narrow({ q: text === '' ? undefined : text }),
    quietMs,
  );
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (field.current !== null && document.activeElement !== field.current)
      field.current.value = search.q ?? '';
  }, [search.q]);
  return (
    <>
      <nav className={classes['sets']} aria-label="Orders by state">
        {(Object.keys(stateSetNames) as StateSet[]).map((set) => (
          <Link
            key={set}
            to="/orders"
            search={(before) => ({ ...before, set, offset: undefined })}
            aria-current={(search.set ?? 'open') === set ? 'page' : undefined}
          >
            {stateSetNames[set]}
          </Link>
        ))}
      </nav>
      <TextInput
        ref={field}
        defaultValue={search.q}
        onChange={(event) => write(event.currentTarget.value.trim())}
        leftSection={<Icon name="search" />}
        placeholder="Number, external id, customer…"
        aria-label="Filter orders"
        size="xs"
        w={250}
        data-filter
      />
      <NativeSelect
        size="xs"
        aria-label="Jeopardy"
        value={search.jeopardy ?? ''}
        onChange={(event) =>
          narrow({ jeopardy: (event.currentTarget.value || undefined) as OrdersSearch['jeopardy'] })
        }
        data={[
          { value: '', label: 'Any jeopardy' },
          { value: 'Hazard,Critical', label: 'In jeopardy' },
          { value: 'Hazard', label: 'Hazard' },
          { value: 'Critical', label: 'Critical' },
        ]}
      />
      <NativeSelect
        size="xs"
        aria-label="Kind"
        value={search.kind ?? ''}
        onChange={(event) =>
          narrow({ kind: (event.currentTarget.value || undefined) as OrdersSearch['kind'] })
        }
        data={[
          { value: '', label: 'Any kind' },
          { value: 'request', label: 'Requests' },
          { value: 'allocate', label: 'Allocate orders' },
          { value: 'implement', label: 'Implement orders' },
        ]}
      />
    </>
  );
}
