import type { AmendmentPreview } from '@turnup/contract';
import { useEffect, useRef } from 'react';
import { DeviceText } from '../network/DeviceText.tsx';
import order from '../order/Order.module.css';
import { weekdayText } from '../shared/dates.ts';
import { Section } from '../shared/Section.tsx';
import { State } from '../shared/State.tsx';
import { AmendedItems } from './AmendedItems.tsx';
import { Differences } from './Differences.tsx';
import { amendmentWords } from './words.ts';

type Props = { readonly preview: AmendmentPreview; readonly currency: string };

/** What an amendment would come to: what is asked otherwise, dates, tasks, money, values, and what devices are sent. */
export function PreviewResult({ preview, currency }: Props) {
  const heading = useRef<HTMLHeadingElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: each preview is shown where it is read
  useEffect(() => {
    heading.current?.focus();
    heading.current?.scrollIntoView({ block: 'start' });
  }, [preview]);
  const { expectedDateBefore: before, expectedDateAfter: after } = preview;
  const values = preview.parameters.flatMap(({ id, before: was, after: is }) =>
    [...new Set([...Object.keys(was), ...Object.keys(is)])].flatMap((key) => {
      const [old, fresh] = [was[key]?.join(', '), is[key]?.join(', ')];
      return old === fresh
        ? []
        : [
            {
              path: `${id} ${key}`,
              ...(old === undefined ? {} : { before: old }),
              ...(fresh === undefined ? {} : { after: fresh }),
            },
          ];
    }),
  );
  return (
    <div className={order['stack']}>
      <h2 ref={heading} tabIndex={-1}>
        What it would come to
      </h2>
      <div className={order['grid']}>
        <Section title="Asked otherwise" aside={<State state={amendmentWords[preview.state]} />}>
          <Differences difference={preview.difference} />
        </Section>
        <Section title="Expected date">
          {before === after ? (
            <span>
              It stays <b>{after === undefined ? 'unknown' : weekdayText(after)}</b>.
            </span>
          ) : (
            <span>
              {before === undefined ? 'unknown' : weekdayText(before)} →{' '}
              <b>{after === undefined ? 'unknown until a design is approved' : weekdayText(after)}</b>
            </span>
          )}
        </Section>
      </div>
      <Section title="Items and their tasks">
        <AmendedItems items={preview.item} currency={currency} />
      </Section>
      <Section title="Values">
        {values.length === 0 ? (
          <span className="quiet">No value changes.</span>
        ) : (
          <Differences difference={values} />
        )}
      </Section>
      <Section title="Devices">
        {preview.devices.length === 0 ? (
          <span className="quiet">Nothing is sent to a device yet, or nothing on it differs.</span>
        ) : (
          preview.devices.map((device) => <DeviceText key={`${device.id} ${device.device}`} {...device} />)
        )}
      </Section>
    </div>
  );
}
