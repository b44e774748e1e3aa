import { useDisclosure } from '@mantine/hooks';
import type { ReactNode } from 'react';
import { ActionButton } from './ActionButton.tsx';

type Props = {
  readonly label: string;
  readonly why: string | undefined;
  /** The dialog that it opens. */
  readonly children: (close: () => void) => ReactNode;
};

/** A button that opens a dialog. */
export function DialogButton({ label, why, children }: Props) {
  const [opened, { open, close }] = useDisclosure(false);
  return (
    <>
      <ActionButton size="xs" variant="default" why={why} onClick={open}>
        {label}
      </ActionButton>
      {opened && children(close)}
    </>
  );
}
