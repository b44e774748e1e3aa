import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { FalloutGroup } from '../api/answers.ts';
import classes from './Fallout.module.css';

type Props = {
  readonly groups: readonly FalloutGroup[];
  readonly cause: string | undefined;
  readonly code: string | undefined;
  readonly onChoose: (tasks: readonly string[]) => void;
};

/** What fell out by cause, the largest group first, with what people can do about each. */
export function Groups({ groups, cause, code, onChoose }: Props) {
  const narrowed = cause !== undefined || code !== undefined;
  return (
    <ul className={classes['groups']} aria-label="Causes">
      {groups.map((group) => (
        <li key={`${group.cause} ${group.code}`}>
          <div className={classes['count']}>
            <b className="numbers">{group.count}</b> {group.cause}
          </div>
          <span className="mono">{group.code}</span>
          {group.corrective.map((line) => (
            <span key={line} className="quiet">
              {line}
            </span>
          ))}
          <div className={classes['row']}>
            {narrowed ? (
              <Link to="/fallout">Every cause</Link>
            ) : (
              <Link to="/fallout" search={{ cause: group.cause, code: group.code }}>
                Only these
              </Link>
            )}
            <Button size="compact-xs" variant="default" onClick={() => onChoose(group.tasks)}>
              Choose all {group.count}
              <span className="hidden-visually"> of {group.code}</span>
            </Button>
          </div>
        </li>
      ))}
    </ul>
  );
}
