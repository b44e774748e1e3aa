import { instantText } from './dates.ts';

/** An instant in the reader's zone; pointing at it tells UTC. */
export function Instant({ at }: { readonly at: string }) {
  return (
    <time dateTime={at} title={`${at} (UTC)`} className="numbers">
      {instantText(at)}
    </time>
  );
}
