import { Link } from '@tanstack/react-router';
import type { ServiceOrder } from '@turnup/contract';
import { Section } from '../shared/Section.tsx';
import { wordsOf } from '../shared/units.ts';
import classes from './Order.module.css';

/** Orders that this one came from or led to, and what it refers to outside. */
export function Related({ order }: { readonly order: ServiceOrder }) {
  if (order.orderRelationship.length + order.externalReference.length === 0) return null;
  return (
    <Section title="Related">
      <ul className={classes['lines']}>
        {order.orderRelationship.map((related) => (
          <li key={related.id} className={classes['between']}>
            <Link to="/orders/$id" params={{ id: related.id }}>
              {related.name ?? related.id}
            </Link>
            <span className="quiet">{wordsOf(related.relationshipType)}</span>
          </li>
        ))}
        {order.externalReference.map((reference) => (
          <li key={`${reference.externalReferenceType} ${reference.id}`} className={classes['between']}>
            <span className="mono">{reference.name ?? reference.id}</span>
            <span className="quiet">
              {wordsOf(reference.externalReferenceType)}
              {reference.version !== undefined && ` version ${reference.version}`}
            </span>
          </li>
        ))}
      </ul>
    </Section>
  );
}
