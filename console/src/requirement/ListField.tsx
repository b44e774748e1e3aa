import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import { Icon } from '../shared/Icon.tsx';
import { Section } from '../shared/Section.tsx';
import classes from './Requirement.module.css';

type Props<Item> = {
  readonly title: string;
  /** What one is called, such as `bound`: its buttons say so. */
  readonly one: string;
  /** What none means. */
  readonly none: string;
  readonly items: readonly Item[];
  /** What a new one is. */
  readonly fresh: Item;
  readonly onItems: (items: readonly Item[]) => void;
  /** The last one cannot be taken away. */
  readonly keepsOne?: boolean;
  /** Fields that are there once, above the list. */
  readonly above?: ReactNode;
  /** The fields of one. */
  readonly children: (item: Item, change: (part: Partial<Item>) => void) => ReactNode;
};

/** A part of a requirement of which there are none, one or several, each a group of fields. */
export function ListField<Item extends object>(props: Props<Item>) {
  const { title, one, none, items, fresh, onItems, keepsOne = false, above, children } = props;
  const change = (index: number, part: Partial<Item>): void =>
    onItems(items.map((item, at) => (at === index ? { ...item, ...part } : item)));
  return (
    <Section
      title={title}
      aside={
        <Button
          size="compact-sm"
          variant="default"
          leftSection={<Icon name="plus" />}
          onClick={() => onItems([...items, fresh])}
        >
          Add a {one}
        </Button>
      }
    >
      {above}
      {items.length === 0 ? (
        <span className="quiet">{none}</span>
      ) : (
        <div className={classes['sites']}>
          {items.map((item, index) => (
            <FieldGroup
              // biome-ignore lint/suspicious/noArrayIndexKey: it has no name until it is written
              key={index}
              legend={`${one.charAt(0).toUpperCase()}${one.slice(1)} ${index + 1}`}
              name={`${one} ${index + 1}`}
              onRemove={
                keepsOne && items.length === 1
                  ? undefined
                  : () => onItems(items.filter((_, at) => at !== index))
              }
            >
              {children(item, (part) => change(index, part))}
            </FieldGroup>
          ))}
        </div>
      )}
    </Section>
  );
}

type GroupProps = {
  readonly legend: ReactNode;
  /** What is removed, for a screen reader. */
  readonly name: string;
  readonly onRemove: (() => void) | undefined;
  readonly children: ReactNode;
};

/** Fields that belong together, and the button that takes them away. */
export function FieldGroup({ legend, name, onRemove, children }: GroupProps) {
  return (
    <fieldset className={classes['site']}>
      <legend>{legend}</legend>
      <div className={classes['fields']}>{children}</div>
      {onRemove !== undefined && (
        <Button
          size="compact-sm"
          variant="subtle"
          color="gray"
          c="var(--text-quiet)"
          mt={8}
          leftSection={<Icon name="cross" size={14} />}
          onClick={onRemove}
        >
          Remove<span className="hidden-visually"> {name}</span>
        </Button>
      )}
    </fieldset>
  );
}
