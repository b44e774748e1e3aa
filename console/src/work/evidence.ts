/** Evidence whose value is a list of texts: serial numbers, each scanned or typed with a comma between. */
export const isList = (name: string): boolean => /(Numbers|s)$/.test(name) && /serial/i.test(name);

/** What was typed as the value that the API takes; lists are split, numbers and yes become themselves. */
export function evidenceValue(name: string, text: string): unknown {
  const trimmed = text.trim();
  if (isList(name)) return trimmed.split(/[\s,;]+/).filter((part) => part !== '');
  if (/^-?\d+(\.\d+)?$/.test(trimmed)) return Number(trimmed);
  return /^(yes|true)$/i.test(trimmed) ? true : trimmed;
}
