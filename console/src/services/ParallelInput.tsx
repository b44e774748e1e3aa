import { TextInput } from '@mantine/core';

type Props = { readonly value: string; readonly onValue: (value: string) => void };

/** The most working days that old and new may be asked to stand beside one another. */
const most = 250;

/** How long old and new stand beside one another; nothing is the operator's own policy. */
export function ParallelInput({ value, onValue }: Props) {
  return (
    <TextInput
      label="Working days side by side (optional)"
      description="How long old and new stand beside one another; as long as the operator’s policy says, if nothing is said."
      inputMode="numeric"
      value={value}
      error={daysOf(value) === null ? `A whole number from 0 to ${most}.` : undefined}
      onChange={(event) => onValue(event.currentTarget.value)}
    />
  );
}

/** The days that a text says: nothing if it is empty, null if it is no such number. */
export function daysOf(text: string): number | undefined | null {
  const said = text.trim();
  if (said === '') return undefined;
  return /^\d{1,3}$/.test(said) && Number(said) <= most ? Number(said) : null;
}

/** A change of accesses as TMF641 says it, with the days if they are said. */
export const accessChange = (name: 'relocation' | 'migration', value: object, days: number | undefined) => ({
  serviceCharacteristic: [
    { name, value: [value] },
    ...(days === undefined ? [] : [{ name: 'parallelWorkingDays', value: days }]),
  ],
});
