import { Button, Menu } from '@mantine/core';
import type { Reservation } from '../api/answers.ts';
import { moveReservation } from '../api/parameters.ts';
import { useSession } from '../session/useSession.ts';
import { ActionButton } from '../shared/ActionButton.tsx';
import { Icon } from '../shared/Icon.tsx';
import { useAction } from '../shared/useAction.ts';
import classes from './Reservations.module.css';
import { whyNotMove } from './why.ts';

const hourMs = 3_600_000;
const steps = [
  { label: 'by four hours', ms: 4 * hourMs },
  { label: 'by a day', ms: 24 * hourMs },
  { label: 'by a week', ms: 168 * hourMs },
] as const;

const done = {
  confirm: 'Confirmed: it no longer expires.',
  release: 'Released.',
  extend: 'Extended.',
} as const;

/** What may be done with a reservation: keep it for good, hold it longer, give it back. */
export function ReservationActions({ reservation }: { readonly reservation: Reservation }) {
  const why = whyNotMove(useSession(), reservation);
  const reread = [['reservations'], ['pools']];
  const confirm = useAction(moveReservation, { reread, done: done.confirm });
  const release = useAction(moveReservation, { reread, done: done.release });
  const { state } = reservation;
  if (state !== 'reserved' && state !== 'waiting' && state !== 'confirmed') return null;
  return (
    <div className={classes['actions']}>
      {state === 'reserved' && (
        <>
          <ActionButton
            size="compact-sm"
            why={why}
            loading={confirm.isPending}
            onClick={() => confirm.mutate({ reservation, verb: 'confirm' })}
          >
            Confirm
          </ActionButton>
          <Extend reservation={reservation} why={why} />
        </>
      )}
      <ActionButton
        size="compact-sm"
        variant="default"
        why={why}
        loading={release.isPending}
        onClick={() => release.mutate({ reservation, verb: 'release' })}
      >
        Release
      </ActionButton>
    </div>
  );
}

/** Moves the end of a hold, counted from where it stands; policy may refuse. */
function Extend({
  reservation,
  why,
}: {
  readonly reservation: Reservation;
  readonly why: string | undefined;
}) {
  const extend = useAction(moveReservation, { reread: [['reservations']], done: done.extend });
  const { holdUntil } = reservation;
  if (holdUntil === null) return null;
  if (why !== undefined)
    return (
      <ActionButton size="compact-sm" variant="default" why={why}>
        Extend
      </ActionButton>
    );
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button size="compact-sm" variant="default" loading={extend.isPending}>
          Extend…
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {steps.map(({ label, ms }) => (
          <Menu.Item
            key={label}
            leftSection={<Icon name="clock" />}
            onClick={() =>
              extend.mutate({
                reservation,
                verb: 'extend',
                holdUntil: new Date(Date.parse(holdUntil) + ms).toISOString(),
              })
            }
          >
            {label}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
