import { SegmentedControl } from '@mantine/core';
import { useState } from 'react';
import order from '../order/Order.module.css';
import { Scroller } from '../shared/Scroller.tsx';
import { countText } from '../shared/units.ts';

type Props = {
  readonly device: string;
  /** What would be sent, in the device's own words. */
  readonly forward: string;
  /** What would take it back. */
  readonly reverse: string;
};

/** What a device would be sent, and what would take it back, in its own words. */
export function DeviceText({ device, forward, reverse }: Props) {
  const [way, setWay] = useState<'forward' | 'reverse'>('forward');
  const text = way === 'forward' ? forward : reverse;
  return (
    <details style={{ marginTop: 10 }}>
      <summary>
        <b className="mono">{device}</b>{' '}
        <span className="quiet">
          {countText(forward.split('\n').filter((line) => line.trim() !== '').length, 'line')}
        </span>
      </summary>
      <SegmentedControl
        size="xs"
        mt={6}
        aria-label={`What is shown of ${device}`}
        value={way}
        onChange={(value) => setWay(value === 'reverse' ? 'reverse' : 'forward')}
        data={[
          { value: 'forward', label: 'Sent' },
          { value: 'reverse', label: 'Takes it back' },
        ]}
      />
      <Scroller label={`Configuration for ${device}`} className={order['diff']}>
        {text === '' ? <div>Nothing.</div> : <pre style={{ margin: 0, padding: '4px 10px' }}>{text}</pre>}
      </Scroller>
    </details>
  );
}
