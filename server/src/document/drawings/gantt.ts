import type { ImplementationPlan } from '@turnup/contract';
import { daysBetween, laterOf } from '../../foundation/calendar.ts';
import { shortDay } from '../format.ts';
import { colours, label, round, svg } from './svg.ts';

const [width, left, row] = [520, 150, 13];
const mostRows = 60;

/** The plan as bars by date. A plan with more activities than fit shows its critical ones and milestones. */
export function ganttOf(plan: ImplementationPlan): string {
  const all = plan.activities.toSorted((one, other) =>
    one.startDate === other.startDate
      ? one.finishDate < other.finishDate
        ? -1
        : 1
      : one.startDate < other.startDate
        ? -1
        : 1,
  );
  const shown =
    all.length <= mostRows
      ? all
      : all.filter((each) => each.critical || each.milestone !== undefined).slice(0, mostRows);
  const last = plan.activities.map((each) => each.latestFinishDate).reduce(laterOf, plan.finishDate);
  const span = Math.max(1, daysBetween(plan.startDate, last));
  const x = (date: string): number => left + (daysBetween(plan.startDate, date) / span) * (width - left - 8);
  const height = shown.length * row + 30;
  return svg(width, height, [
    ...ticks(plan.startDate, span, x, height),
    ...shown.flatMap((each, index) => {
      const y = 24 + index * row;
      const [start, end, latest] = [x(each.startDate), x(each.finishDate), x(each.latestFinishDate)];
      const name = each.name.length > 34 ? `${each.name.slice(0, 33)}…` : each.name;
      return [
        label(left - 6, y + 7.5, name, {
          size: 7.5,
          anchor: 'end',
          bold: each.critical,
          fill: each.critical ? colours.ink : '#475569',
        }),
        ...(latest > end + 0.5
          ? [
              `<rect x="${round(end)}" y="${y + 3.6}" width="${round(latest - end)}" height="2" fill="#dbe3ec"/>`,
            ]
          : []),
        `<rect x="${round(start)}" y="${y + 1}" width="${round(Math.max(2.5, end - start))}" height="7.4" rx="1.6" fill="${each.critical ? colours.ink : '#8fb3e8'}"/>`,
      ];
    }),
    `<line x1="${round(x(plan.finishDate))}" x2="${round(x(plan.finishDate))}" y1="16" y2="${height - 4}" stroke="${colours.bad}" stroke-width="1" stroke-dasharray="3 2"/>`,
    label(x(plan.finishDate) - 3, height - 1, `in service ${shortDay(plan.finishDate)}`, {
      size: 7,
      anchor: 'end',
      fill: colours.bad,
    }),
  ]);
}

/** A line each Monday, or each month where the plan is long. */
function ticks(start: string, span: number, x: (date: string) => number, height: number): string[] {
  const lines: string[] = [];
  const first = new Date(`${start}T00:00:00Z`);
  const step = span > 140 ? 28 : span > 70 ? 14 : 7;
  const untilMonday = (8 - (first.getUTCDay() || 7)) % 7;
  for (let day = untilMonday; day <= span; day += step) {
    const date = new Date(first.getTime() + day * 86_400_000).toISOString().slice(0, 10);
    lines.push(
      `<line x1="${round(x(date))}" x2="${round(x(date))}" y1="14" y2="${height - 10}" stroke="${colours.line}" stroke-width="0.5"/>`,
      label(x(date), 10, shortDay(date), { size: 7, anchor: 'middle', fill: colours.mute }),
    );
  }
  return lines;
}
