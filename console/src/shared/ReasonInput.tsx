import { Textarea } from '@mantine/core';

type Props = {
  readonly value: string;
  readonly onValue: (value: string) => void;
  /** Where it is kept. */
  readonly kept?: string;
};

/** Why something is done: asked for wherever it is kept. */
export function ReasonInput({ value, onValue, kept = 'in the audit' }: Props) {
  return (
    <Textarea
      label="Reason"
      description={`Kept ${kept}.`}
      required
      maxLength={500}
      autosize
      minRows={2}
      value={value}
      onChange={(event) => onValue(event.currentTarget.value)}
      data-autofocus
    />
  );
}
