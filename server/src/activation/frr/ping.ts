import { DriverError, type TestPathAnswer } from '../driver.ts';

/** What `ping` of iputils says in its last lines. */
export function pingAnswer(output: string): TestPathAnswer {
  const counts = /(\d+) packets transmitted, (\d+) received/.exec(output);
  if (counts === null) throw new DriverError('protocol', 'a ping without the numbers sent and received');
  const answer = {
    sent: Number(counts[1]),
    received: Number(counts[2]),
    hops: [],
    method: 'icmpEcho' as const,
  };
  const times = /= ([\d.]+)\/([\d.]+)\/([\d.]+)\/([\d.]+) ms/.exec(output);
  if (times === null) return answer;
  const us = (index: number) => Math.round(Number(times[index]) * 1000);
  return { ...answer, rttMinUs: us(1), rttAvgUs: us(2), rttMaxUs: us(3), jitterUs: us(4) };
}
