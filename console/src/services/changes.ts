import type { ServiceVersion } from '../api/answers.ts';

/** A member that a version changed, as text. */
export type MemberChange = { readonly member: string; readonly from: string; readonly to: string };

/** Members that change with every version and say nothing. */
const silent: ReadonlySet<string> = new Set(['version']);

function textOf(value: unknown): string {
  if (value === undefined || value === null || value === '') return '—';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Characteristics are members like others. */
function flat(body: Readonly<Record<string, unknown>>): Map<string, unknown> {
  return new Map(
    Object.entries(body).flatMap(([name, value]) =>
      name === 'characteristics' && isRecord(value) ? Object.entries(value) : [[name, value] as const],
    ),
  );
}

/** What a version changed of the one before it; nothing for the first. */
export function changesOf(version: ServiceVersion, before: ServiceVersion | undefined): MemberChange[] {
  if (before === undefined) return [];
  const [was, is] = [flat(before.body), flat(version.body)];
  return [...new Set([...was.keys(), ...is.keys()])]
    .filter((member) => !silent.has(member))
    .map((member) => ({ member, from: textOf(was.get(member)), to: textOf(is.get(member)) }))
    .filter(({ from, to }) => from !== to);
}
