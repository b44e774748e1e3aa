import { Textarea } from '@mantine/core';
import type { ServiceOrder } from '@turnup/contract';
import { type FormEvent, useState } from 'react';
import { addNote } from '../api/orders.ts';
import { ActionButton } from '../shared/ActionButton.tsx';
import { Instant } from '../shared/Instant.tsx';
import { Section } from '../shared/Section.tsx';
import { useAction } from '../shared/useAction.ts';
import classes from './Order.module.css';

type Props = { readonly order: ServiceOrder; readonly mayWrite: boolean };

/** What was said about an order, newest first, and a field to add to it. */
export function Notes({ order, mayWrite }: Props) {
  const [text, setText] = useState('');
  const add = useAction((note: string) => addNote(order.id, note), { reread: [['order', order.id]] });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    add.mutate(text.trim(), { onSuccess: () => setText('') });
  };
  const why = mayWrite
    ? text.trim() === ''
      ? 'Write the note first.'
      : undefined
    : 'Your role may not change orders (order.issue).';
  return (
    <Section title="Notes">
      <form onSubmit={submit} className={classes['stack']}>
        <Textarea
          aria-label="New note"
          placeholder="Add a note"
          autosize
          minRows={1}
          maxRows={6}
          maxLength={4_000}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        <ActionButton
          type="submit"
          size="xs"
          variant="default"
          why={why}
          loading={add.isPending}
          w="fit-content"
        >
          Add note
        </ActionButton>
      </form>
      <ul className={classes['lines']} style={{ marginTop: 12 }}>
        {order.note.toReversed().map((note, index) => (
          <li key={note.id ?? index}>
            <span className="quiet">
              {note.author} {note.date !== undefined && <Instant at={note.date} />}
            </span>
            <span>{note.text}</span>
          </li>
        ))}
      </ul>
    </Section>
  );
}
