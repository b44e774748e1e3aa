import { Group, Stack, Text } from '@mantine/core';
import type { SimulationClock } from '@turnup/contract';
import { clockQuery, patchClock } from '../api/clock.ts';
import { useMay } from '../session/useSession.ts';
import { ActionButton } from '../shared/ActionButton.tsx';
import { Instant } from '../shared/Instant.tsx';
import { useAction } from '../shared/useAction.ts';

const msPerDay = 86_400_000;
const spans = [
  { name: 'Run 1 day', days: 1 },
  { name: 'Run 7 days', days: 7 },
  { name: 'Run 90 days', days: 90 },
];

/** Lets the simulated clock run to an instant, or stops it. Running, it steps whenever nothing is left to do. */
export function ClockControl({ clock }: { readonly clock: SimulationClock }) {
  const may = useMay('simulation.control');
  const why = may ? undefined : 'Only an account with the role simulation moves the clock.';
  const run = useAction(patchClock, { reread: [clockQuery.queryKey] });
  return (
    <Stack gap="xs">
      <Text size="sm">
        It is <Instant at={clock.now} /> here.{' '}
        {clock.runUntil === null ? (
          'The clock stands.'
        ) : (
          <>
            It runs until <Instant at={clock.runUntil} />.
          </>
        )}
      </Text>
      <Text size="sm" className="quiet">
        {clock.nextDue === null ? (
          'Nothing is due.'
        ) : (
          <>
            Next due: <Instant at={clock.nextDue} />.
          </>
        )}{' '}
        {clock.quiescent ? 'Nothing is under way.' : 'Work is under way.'}
      </Text>
      <Group gap="xs">
        {spans.map(({ name, days }) => (
          <ActionButton
            key={name}
            why={why}
            size="xs"
            variant="default"
            onClick={() =>
              run.mutate({ runUntil: new Date(Date.parse(clock.now) + days * msPerDay).toISOString() })
            }
          >
            {name}
          </ActionButton>
        ))}
        <ActionButton
          why={why ?? (clock.runUntil === null ? 'The clock stands already.' : undefined)}
          size="xs"
          onClick={() => run.mutate({ runUntil: null })}
        >
          Stop
        </ActionButton>
      </Group>
      {why !== undefined && (
        <Text size="xs" className="quiet">
          {why}
        </Text>
      )}
    </Stack>
  );
}
