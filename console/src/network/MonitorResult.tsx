import { type QueryKey, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import type { Monitor } from '../api/answers.ts';
import { monitorQuery } from '../api/configuration.ts';
import { Instant } from '../shared/Instant.tsx';
import { Section } from '../shared/Section.tsx';
import { State } from '../shared/State.tsx';
import { titleOf } from '../shared/units.ts';
import { refusalText } from '../shared/useAction.ts';
import { monitorWords } from './words.ts';

type Props = {
  readonly id: string | undefined;
  /** What is read anew once it has ended. */
  readonly reread: QueryKey;
};

/** What came of a request to the network, told as soon as it is known. */
export function MonitorResult({ id, reread }: Props) {
  return id === undefined ? null : <Followed id={id} reread={reread} />;
}

function Followed({ id, reread }: Props & { readonly id: string }) {
  const query = useQuery(monitorQuery(id));
  const client = useQueryClient();
  const latest = useRef(reread);
  latest.current = reread;
  const monitor = query.data;
  const endedAt = monitor?.endedAt;
  useEffect(() => {
    if (endedAt !== undefined) void client.invalidateQueries({ queryKey: latest.current });
  }, [client, endedAt]);
  return (
    <div role="status">
      <Section
        title="Last request"
        aside={monitor !== undefined && <State state={monitorWords[monitor.state]} />}
      >
        {monitor !== undefined && (
          <>
            <span className="quiet">
              <span className="mono">{monitor.request.to}</span>, <Instant at={monitor.createdAt} />
            </span>
            <Outcome monitor={monitor} />
          </>
        )}
        {query.isError && refusalText(query.error)}
      </Section>
    </div>
  );
}

/** What a request came to: the words of a refusal, else the places and devices that it names. */
export function Outcome({ monitor: { response } }: { readonly monitor: Monitor }) {
  const body = response?.body;
  if (typeof body !== 'object' || body === null) return null;
  if ('message' in body) return <div>{String(body.message)}</div>;
  const { transaction, ...rest } = body as Readonly<Record<string, unknown>>;
  return (
    <>
      {Object.entries(rest).map(([name, value]) => (
        <div key={name}>
          <span className="quiet">{titleOf(name)}:</span> {told(value)}
        </div>
      ))}
      {typeof transaction === 'string' && (
        <Link to="/network/transactions/$id" params={{ id: transaction }}>
          Its transaction
        </Link>
      )}
    </>
  );
}

function told(value: unknown): string {
  if (Array.isArray(value)) return value.length === 0 ? 'none' : value.map(told).join(', ');
  if (typeof value !== 'object' || value === null) return String(value);
  const { device, ...rest } = value as Readonly<Record<string, unknown>>;
  return [...(device === undefined ? [] : [device]), ...Object.values(rest)].map(told).join(' ');
}
