import type { ComplianceLine, DesignAlternative, DiversityProof } from '@turnup/contract';
import { noWord, yesWord } from '../designs/words.ts';
import type { Column } from '../shared/columns.ts';
import { DataTable } from '../shared/DataTable.tsx';
import { Section } from '../shared/Section.tsx';
import { State, type StateWord } from '../shared/State.tsx';
import { wordsOf } from '../shared/units.ts';
import classes from './Design.module.css';

const columns: readonly Column<ComplianceLine>[] = [
  { id: 'requirement', header: 'Requirement', cell: ({ requirement }) => <b>{requirement}</b> },
  { id: 'priority', header: 'Priority', cell: ({ priority }) => priority },
  { id: 'target', header: 'Target', cell: ({ target }) => target },
  { id: 'value', header: 'Design', cell: ({ value }) => value },
  { id: 'met', header: 'Met', cell: ({ met }) => <State state={met ? yesWord : noWord} /> },
  { id: 'evidence', header: 'Evidence', cell: ({ evidence }) => evidence },
];

const verdicts: Readonly<Record<DiversityProof['verdict'], StateWord>> = {
  proven: { word: 'Proven', icon: 'check', tone: 'good' },
  violated: { word: 'Violated', icon: 'cross', tone: 'bad' },
  unknown: { word: 'Not proven', icon: 'warning', tone: 'warn' },
};

/** Every requirement held against the design, and what the legs of a site share. */
export function Compliance({ alternative }: { readonly alternative: DesignAlternative }) {
  const proofs = alternative.sites.flatMap(({ site, diversity }) =>
    diversity === undefined ? [] : [{ site, proof: diversity }],
  );
  return (
    <div className={classes['stack']}>
      {proofs.map(({ site, proof }) => (
        <Section key={site} title={`Diversity of ${site}`} aside={<State state={verdicts[proof.verdict]} />}>
          <p className={classes['plain']}>
            The two legs must be apart in {proof.levels.map(wordsOf).join(', ')}. Compared:{' '}
            <b>{proof.compared.primary}</b> shared risks of the primary leg with{' '}
            <b>{proof.compared.secondary}</b> of the diverse one.{' '}
            {proof.shared.length === 0 ? 'They share nothing.' : `They share ${proof.shared.length}:`}
          </p>
          {(proof.verdict === 'unknown' || (proof.unknown ?? []).length > 0) && (
            <p className={classes['plain']}>
              <b>
                Not proven
                {(proof.unknown ?? []).length > 0 && ` in ${proof.unknown?.map(wordsOf).join(', ')}`}
              </b>
              : too little is disclosed or recorded to tell.
            </p>
          )}
          {proof.shared.length > 0 && (
            <ul className={classes['left']}>
              {proof.shared.map(({ level, code }) => (
                <li key={`${level} ${code}`}>
                  {wordsOf(level)} <span className="mono">{code}</span>
                </li>
              ))}
            </ul>
          )}
        </Section>
      ))}
      <DataTable label="Compliance" columns={columns} rows={alternative.compliance} idOf={({ id }) => id} />
    </div>
  );
}
