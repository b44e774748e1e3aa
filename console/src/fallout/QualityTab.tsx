import { useQuery } from '@tanstack/react-query';
import { qualityQuery } from '../api/orders.ts';
import { Facts } from '../shared/Facts.tsx';
import { Read } from '../shared/Read.tsx';
import { Section } from '../shared/Section.tsx';
import { percentText } from '../shared/units.ts';

/** How many requests that ended were right first time. */
export function QualityTab() {
  const query = useQuery(qualityQuery);
  return (
    <Read query={query}>
      {({ ended, fellOut, rightFirstTime }) => (
        <Section title="Requests that ended">
          <Facts
            facts={{
              Ended: String(ended),
              'Fell out at least once': String(fellOut),
              'Right first time':
                ended === 0
                  ? String(rightFirstTime)
                  : `${rightFirstTime} (${percentText((100 * rightFirstTime) / ended)})`,
            }}
          />
        </Section>
      )}
    </Read>
  );
}
