import type { GraphResource, GraphService, ServiceGraph } from '../api/answers.ts';
import { dateText } from '../shared/dates.ts';
import { Empty } from '../shared/Empty.tsx';
import { State } from '../shared/State.tsx';
import { wordsOf } from '../shared/units.ts';
import classes from './Services.module.css';
import { serviceWords } from './words.ts';

/**
 * CFS → RFS → resources as a tree of lists: the drawing is the lists' own lines, so that it reads the same to the eye and
 * to a screen reader. What a part no longer stands on is below, with its dates.
 */
export function Family({ graph }: { readonly graph: ServiceGraph }) {
  const ids = new Set(graph.services.map(({ id }) => id));
  const roots = graph.services.filter(({ parentId }) => parentId === null || !ids.has(parentId));
  if (roots.length === 0) return <Empty title="There is nothing to draw." />;
  return (
    <ul className={classes['tree']}>
      {roots.map((root) => (
        <Branch key={root.id} service={root} graph={graph} />
      ))}
    </ul>
  );
}

function Branch({ service, graph }: { readonly service: GraphService; readonly graph: ServiceGraph }) {
  const parts = graph.services.filter(({ parentId }) => parentId === service.id);
  const mine = graph.resources.filter(({ of }) => of === service.id);
  const units = service.parentId === null ? graph.units : [];
  return (
    <li>
      <div className={classes['node']} data-category={service.category}>
        <span className={classes['badge']}>{service.category}</span>
        <span className={classes['name']}>
          <b className="mono">{service.number}</b> {service.name}
          <span className="quiet">
            {' '}
            {service.specification}
            {service.place !== null && ` at ${service.place}`}
          </span>
        </span>
        <State state={serviceWords[service.state]} />
      </div>
      <Resources label={`What ${service.number} stands on`} resources={mine} />
      {units.length > 0 && (
        <ul className={classes['resources']} aria-label={`Equipment of ${service.number}`}>
          {units.map(({ serial, model, state, place }) => (
            <li key={serial} className={classes['resource']}>
              <span className="quiet">equipment</span> <b className="mono">{serial}</b>
              <span className="quiet">
                {model}
                {place !== null && ` at ${place}`}, {wordsOf(state)}
              </span>
            </li>
          ))}
        </ul>
      )}
      {parts.length > 0 && (
        <ul>
          {parts.map((part) => (
            <Branch key={part.id} service={part} graph={graph} />
          ))}
        </ul>
      )}
    </li>
  );
}

function Resources({
  label,
  resources,
}: {
  readonly label: string;
  readonly resources: readonly GraphResource[];
}) {
  if (resources.length === 0) return null;
  const inOrder = [...resources].sort(
    (one, other) => Number(one.untilAt !== null) - Number(other.untilAt !== null),
  );
  return (
    <ul className={classes['resources']} aria-label={label}>
      {inOrder.map(({ kind, key, role, fromAt, untilAt }) => (
        <li
          key={`${kind} ${key} ${role} ${fromAt}`}
          className={classes['resource']}
          data-former={untilAt !== null}
        >
          <span className="quiet">{wordsOf(kind)}</span> <b className="mono">{key}</b>
          <span className="quiet">
            {untilAt === null ? `since ${dateText(fromAt)}` : `${dateText(fromAt)} to ${dateText(untilAt)}`}
          </span>
        </li>
      ))}
    </ul>
  );
}
