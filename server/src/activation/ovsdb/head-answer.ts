import { DriverError, type TestPathAnswer } from '../driver.ts';

const figures = ['rttMinUs', 'rttAvgUs', 'rttMaxUs', 'jitterUs', 'deliveredKbps'] as const;

/** What a test head says of a test: JSON with what was sent and received, and times where something came back. */
export function headAnswer(text: string): TestPathAnswer {
  const said = parsed(text);
  const { sent, received } = said;
  if (typeof sent !== 'number' || typeof received !== 'number')
    throw new DriverError('protocol', 'a test without the numbers sent and received');
  const known = figures.filter((name) => typeof said[name] === 'number');
  return {
    sent,
    received,
    hops: [],
    method: 'stamp',
    ...Object.fromEntries(known.map((name) => [name, said[name]])),
  };
}

function parsed(text: string): Readonly<Record<string, unknown>> {
  try {
    return JSON.parse(text) as Readonly<Record<string, unknown>>;
  } catch {
    throw new DriverError('protocol', `a test head answered ${text.slice(0, 80)}`);
  }
}
