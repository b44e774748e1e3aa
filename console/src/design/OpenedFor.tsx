import { Link } from '@tanstack/react-router';
import type { ServiceDesign } from '@turnup/contract';
import { wordsOf } from '../shared/units.ts';

/** What a design was opened for; an order is a link. */
export function OpenedFor({ openedFor }: Pick<ServiceDesign, 'openedFor'>) {
  return openedFor.kind === 'serviceOrder' ? (
    <Link to="/orders/$id" params={{ id: openedFor.id }}>
      service order
    </Link>
  ) : (
    <span title={openedFor.id}>{wordsOf(openedFor.kind)}</span>
  );
}
