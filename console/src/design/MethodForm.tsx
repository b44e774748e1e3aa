import { Button, Group, Modal, Stack, Textarea } from '@mantine/core';
import type { OperationalMethod } from '@turnup/contract';
import { type FormEvent, useState } from 'react';
import { writeDesign } from '../api/designs.ts';
import { rememberUndo } from '../shared/undo.ts';
import { useAction } from '../shared/useAction.ts';
import { type Statement, statements } from './statements.ts';

type Props = {
  readonly designId: string;
  readonly method: OperationalMethod;
  readonly onClose: () => void;
};

const names = Object.keys(statements) as Statement[];
/** Every statement of a method, blank ones too: so that what was blank is blank again when it is taken back. */
const whole = (method: OperationalMethod): OperationalMethod => ({
  site: method.site,
  ...Object.fromEntries(names.map((name) => [name, method[name] ?? ''])),
});

/** How a site is operated, in the words of an engineer in place of the policy's. */
export function MethodForm({ designId, method, onClose }: Props) {
  const [draft, setDraft] = useState(() => whole(method));
  const write = useAction(() => writeDesign(designId, { operationalMethod: [draft] }), {
    reread: [['design', designId]],
    done: `Written for ${method.site}.`,
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    write.mutate(undefined, {
      onSuccess: () => {
        rememberUndo(designId, {
          label: `operation of ${method.site}`,
          back: () => writeDesign(designId, { operationalMethod: [whole(method)] }),
        });
        onClose();
      },
    });
  };
  return (
    <Modal opened onClose={onClose} title={`How ${method.site} is operated`} size="lg">
      <form onSubmit={submit}>
        <Stack gap="sm">
          {names.map((name) => (
            <Textarea
              key={name}
              label={statements[name]}
              autosize
              maxLength={500}
              value={draft[name] ?? ''}
              onChange={(event) => setDraft({ ...draft, [name]: event.currentTarget.value })}
            />
          ))}
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={onClose}>
              Leave it
            </Button>
            <Button type="submit" loading={write.isPending}>
              Write
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
