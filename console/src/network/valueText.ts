/** A value of a place on a device as people read it. */
export const valueText = (value: string | readonly string[] | null): string =>
  value === null ? 'nothing' : typeof value === 'string' ? value : value.join(' ');
