import type { ServiceOrderVersion } from '@turnup/contract';
import { Instant } from '../shared/Instant.tsx';
import classes from './Amendment.module.css';
import { Differences } from './Differences.tsx';

/** The versions of an order, the newest first: who made each, and what it says otherwise than the one before. */
export function VersionList({ versions }: { readonly versions: readonly ServiceOrderVersion[] }) {
  if (versions.length === 0)
    return <span className="quiet">There is one version only: what was asked at first.</span>;
  return (
    <ul className={classes['entries']}>
      {versions
        .toSorted((one, other) => other.version - one.version)
        .map(({ version, author, effectiveAt, difference }) => (
          <li key={version}>
            <div className={classes['actions']}>
              <b>Version {version}</b>
              <span className="quiet">
                by {author}, <Instant at={effectiveAt} />
              </span>
            </div>
            {version === 1 ? (
              <span className="quiet">What was asked at first.</span>
            ) : (
              <Differences difference={difference} />
            )}
          </li>
        ))}
    </ul>
  );
}
