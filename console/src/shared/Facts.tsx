import type { ReactNode } from 'react';
import classes from './Facts.module.css';

type Props = {
  /** What there is to say, by name. Lines without a value are left out. */
  readonly facts: Readonly<Record<string, ReactNode>>;
  readonly row?: boolean;
};

export function Facts({ facts, row = false }: Props) {
  return (
    <dl className={row ? classes['row'] : classes['list']}>
      {Object.entries(facts)
        .filter(([, value]) => value !== undefined && value !== null && value !== '')
        .map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
    </dl>
  );
}
