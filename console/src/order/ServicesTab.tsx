import { Link } from '@tanstack/react-router';
import type { InventoryService } from '../api/answers.ts';
import orders from '../orders/Orders.module.css';
import { serviceWords as words } from '../services/words.ts';
import { dateText } from '../shared/dates.ts';
import { Empty } from '../shared/Empty.tsx';
import { Facts } from '../shared/Facts.tsx';
import { Read } from '../shared/Read.tsx';
import { Section } from '../shared/Section.tsx';
import { State } from '../shared/State.tsx';
import classes from './Order.module.css';
import { useServices } from './useOrder.ts';

const simple = (value: unknown): value is string | number | boolean =>
  ['string', 'number', 'boolean'].includes(typeof value);

const parentOf = (service: InventoryService): string | undefined =>
  service.serviceRelationship?.[0]?.service.id;

/** The customer-facing services of an order, and below each the resource-facing ones that it stands on. */
export function ServicesTab({ orderId }: { readonly orderId: string }) {
  const { query } = useServices(orderId);
  return (
    <Read query={query}>
      {({ rows }) => {
        const roots = rows.filter((service) => parentOf(service) === undefined);
        return roots.length === 0 ? (
          <Empty title="There is no service in the inventory yet.">
            It is recorded when the order is accepted.
          </Empty>
        ) : (
          <div className={classes['stack']}>
            {roots.map((root) => (
              <Service key={root.id} service={root} below={rows.filter((row) => parentOf(row) === root.id)} />
            ))}
          </div>
        );
      }}
    </Read>
  );
}

function Service({
  service,
  below,
}: {
  readonly service: InventoryService;
  readonly below: readonly InventoryService[];
}) {
  return (
    <Section title={`${service.number} ${service.name}`} aside={<State state={words[service.state]} />}>
      <Facts
        row
        facts={{
          Category: service.category,
          Specification: service.serviceSpecification.id,
          Parameters: service.allocationStatus,
          'In service': service.inService ? 'yes' : 'no',
          Graph: (
            <Link to="/services/$id" params={{ id: service.id }} className={orders['number']}>
              parts, resources, history
            </Link>
          ),
          Since: service.startDate === undefined ? undefined : dateText(service.startDate),
        }}
      />
      {below.length > 0 && (
        <ul className={classes['lines']} style={{ marginTop: 14 }}>
          {below.map((part) => (
            <li key={part.id}>
              <div className={classes['between']}>
                <span>
                  <b className="mono">{part.number}</b> {part.name}
                </span>
                <State state={words[part.state]} />
              </div>
              <span className="quiet">
                {part.serviceSpecification.id}
                {part.place !== undefined && ` at ${part.place}`}
                {part.serviceCharacteristic
                  .filter(({ value }) => simple(value))
                  .map(({ name, value }) => ` · ${name} ${String(value)}`)
                  .join('')}
              </span>
            </li>
          ))}
        </ul>
      )}
    </Section>
  );
}
