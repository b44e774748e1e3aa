import { Button, NativeSelect, Textarea } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { DesignComment, ServiceDesign } from '@turnup/contract';
import { type FormEvent, useState } from 'react';
import { addComment, commentsQuery, settleComment } from '../api/designs.ts';
import order from '../order/Order.module.css';
import { useMay } from '../session/useSession.ts';
import { ActionButton } from '../shared/ActionButton.tsx';
import { Instant } from '../shared/Instant.tsx';
import { Read } from '../shared/Read.tsx';
import { Section } from '../shared/Section.tsx';
import { State } from '../shared/State.tsx';
import { useAction } from '../shared/useAction.ts';
import { partNames } from './parts.ts';

/** What reviewers and engineers remark, each on a version and a part; open until somebody settles it. */
export function Comments({ design }: { readonly design: ServiceDesign }) {
  const query = useQuery(commentsQuery(design.id));
  const why = useMay('design.comment') ? undefined : 'Your role may not remark on designs (design.comment).';
  return (
    <div className={order['stack']}>
      <CommentForm designId={design.id} why={why} />
      <Section title="Comments">
        <Read query={query}>
          {(comments) =>
            comments.length === 0 ? (
              <span className="quiet">Nobody has remarked anything yet.</span>
            ) : (
              <ul className={order['lines']}>
                {comments.toReversed().map((comment) => (
                  <Comment key={comment.id} designId={design.id} comment={comment} why={why} />
                ))}
              </ul>
            )
          }
        </Read>
      </Section>
    </div>
  );
}

type Writing = { readonly designId: string; readonly why: string | undefined };

function CommentForm({ designId, why }: Writing) {
  const [text, setText] = useState('');
  const [part, setPart] = useState('');
  const add = useAction(() => addComment(designId, { text: text.trim(), ...(part === '' ? {} : { part }) }), {
    reread: [['design', designId]],
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    add.mutate(undefined, { onSuccess: () => setText('') });
  };
  return (
    <Section title="Remark something">
      <form onSubmit={submit} className={order['stack']}>
        <NativeSelect
          label="About"
          maw={320}
          value={part}
          onChange={(event) => setPart(event.currentTarget.value)}
          data={[
            { value: '', label: 'the whole design' },
            ...Object.entries(partNames).map(([value, label]) => ({ value, label })),
          ]}
        />
        <Textarea
          label="Comment"
          autosize
          minRows={2}
          maxLength={4_000}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        <div>
          <ActionButton
            type="submit"
            size="xs"
            why={why ?? (text.trim() === '' ? 'Write something first.' : undefined)}
            loading={add.isPending}
          >
            Comment
          </ActionButton>
        </div>
      </form>
    </Section>
  );
}

function Comment({ designId, comment, why }: Writing & { readonly comment: DesignComment }) {
  const settled = comment.settledBy !== undefined;
  const settle = useAction(() => settleComment(designId, comment.id, settled ? 'reopen' : 'settle'), {
    reread: [['design', designId]],
  });
  return (
    <li>
      <div className={order['between']}>
        <span>
          <b>{comment.author}</b> on version {comment.version}
          {comment.part !== undefined && `, ${partNames[comment.part] ?? comment.part}`}
        </span>
        <Instant at={comment.writtenAt} />
      </div>
      <span style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>{comment.text}</span>
      <div className={order['between']}>
        <State
          state={
            settled
              ? { word: `Settled by ${comment.settledBy}`, icon: 'check', tone: 'good' }
              : { word: 'Open', icon: 'circle', tone: 'info' }
          }
        />
        {why === undefined && (
          <Button
            size="compact-xs"
            variant="default"
            loading={settle.isPending}
            onClick={() => settle.mutate(undefined)}
          >
            {settled ? 'Open it again' : 'Settle'}
          </Button>
        )}
      </div>
    </li>
  );
}
