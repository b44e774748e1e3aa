import { Button } from '@mantine/core';
import type { FalloutOutcome } from '@turnup/contract';
import type { Column } from '../shared/columns.ts';
import { DataTable } from '../shared/DataTable.tsx';
import { Section } from '../shared/Section.tsx';
import { State, type StateWord } from '../shared/State.tsx';

type Props = {
  readonly outcomes: readonly FalloutOutcome[];
  /** Chooses those again that are not mended. */
  readonly onAgain: (tasks: readonly string[]) => void;
};

const words: Readonly<Record<FalloutOutcome['outcome'], StateWord>> = {
  mended: { word: 'Mended', icon: 'check', tone: 'good' },
  underWay: { word: 'At work still', icon: 'progress', tone: 'info' },
  stillFallout: { word: 'Fell out again', icon: 'critical', tone: 'bad' },
  refused: { word: 'Refused', icon: 'ban', tone: 'warn' },
};

const columns: readonly Column<FalloutOutcome>[] = [
  { id: 'task', header: 'Task', cell: ({ task }) => <span className="mono">{task}</span> },
  { id: 'outcome', header: 'Outcome', cell: ({ outcome }) => <State state={words[outcome]} /> },
  {
    id: 'verified',
    header: 'Verified',
    cell: ({ verified }) => (verified ? 'read again afterwards' : 'not yet'),
  },
  { id: 'message', header: 'What it said', cell: ({ message }) => message ?? '—' },
];

/** What became of each task of the last repair. */
export function Outcomes({ outcomes, onAgain }: Props) {
  if (outcomes.length === 0) return null;
  const count = (outcome: FalloutOutcome['outcome']): number =>
    outcomes.filter((each) => each.outcome === outcome).length;
  const again = outcomes.filter(({ outcome }) => outcome === 'stillFallout').map(({ task }) => task);
  return (
    <div role="status">
      <Section
        title={`Last repair: ${count('mended')} of ${outcomes.length} mended`}
        aside={
          again.length > 0 && (
            <Button size="compact-sm" variant="default" onClick={() => onAgain(again)}>
              Choose the {again.length} that fell out again
            </Button>
          )
        }
      >
        <DataTable
          label="Outcome of the repair"
          columns={columns}
          rows={outcomes}
          idOf={({ task }) => task}
        />
      </Section>
    </div>
  );
}
