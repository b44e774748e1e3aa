import type { ServiceOrder, SiteRequirement } from '@turnup/contract';
import { characteristicOf } from '../orders/orderFacts.ts';
import { Section } from '../shared/Section.tsx';
import { percentText, rateText, wordsOf } from '../shared/units.ts';
import classes from './Order.module.css';

/** The sites of the service that was asked for. */
export function Sites({ order }: { readonly order: ServiceOrder }) {
  const sites = characteristicOf(order, 'sites') as readonly SiteRequirement[] | undefined;
  if (!Array.isArray(sites) || sites.length === 0) return null;
  return (
    <Section
      title="Sites"
      aside={<span className="quiet">{wordsOf(String(characteristicOf(order, 'topology') ?? ''))}</span>}
    >
      <ul className={classes['lines']}>
        {sites.map((site: SiteRequirement) => (
          <li key={site.site}>
            <div className={classes['between']}>
              <b className="mono">{site.site}</b>
              <span>{rateText(site.bandwidthKbps)}</span>
            </div>
            <span className="quiet">
              {site.access} access
              {site.diversity !== undefined && `, apart in ${site.diversity.map(wordsOf).join(', ')}`}, CPE{' '}
              {wordsOf(site.cpe)}
              {site.availabilityPercent !== undefined &&
                `, available ≥ ${percentText(site.availabilityPercent)}`}
            </span>
          </li>
        ))}
      </ul>
    </Section>
  );
}
