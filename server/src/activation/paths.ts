/** One step of a path: an element's name, and for an entry of a list its key. */
export type PathStep = {
  readonly name: string;
  readonly key?: { readonly name: string; readonly value: string };
};

const stepPattern = /\/([A-Za-z][A-Za-z0-9_.-]*)(?:\[([A-Za-z][A-Za-z0-9_.-]*)='([^']*)'\])?/y;

/**
 * Reads a canonical path such as `/port[name='ge-0/0/1']/unit[vlan='301']/vrf`. Lists have one key. Throws on
 * anything else: paths are made by renderers, never by users.
 */
export function parsePath(path: string): readonly PathStep[] {
  const steps: PathStep[] = [];
  stepPattern.lastIndex = 0;
  while (stepPattern.lastIndex < path.length) {
    const match = stepPattern.exec(path);
    if (match === null) throw new Error(`not a configuration path: ${path}`);
    const [, name = '', key, value] = match;
    steps.push(key === undefined || value === undefined ? { name } : { name, key: { name: key, value } });
  }
  if (steps.length === 0) throw new Error('an empty configuration path');
  return steps;
}

/** One step as text, with the key of a list entry. Key values cannot hold an apostrophe. */
export function step(name: string, key?: string, value?: string | number): string {
  if (key === undefined || value === undefined) return `/${name}`;
  const text = String(value);
  if (text.includes("'")) throw new Error(`a key value with an apostrophe: ${text}`);
  return `/${name}[${key}='${text}']`;
}

/** Whether the path names an entry of a list rather than a leaf. */
export function isEntry(path: string): boolean {
  return path.endsWith("']");
}

/** The list entries around a leaf or entry, outermost first, without itself. Key values hold no apostrophe. */
export function enclosingEntries(path: string): readonly string[] {
  const entries: string[] = [];
  for (let end = path.indexOf("']"); end >= 0 && end + 2 < path.length; end = path.indexOf("']", end + 2))
    entries.push(path.slice(0, end + 2));
  return entries;
}

/** The path of a customer's unit (VLAN) on a port. */
export function unitPath(port: string, vlan: number): string {
  return step('port', 'name', port) + step('unit', 'vlan', vlan);
}
