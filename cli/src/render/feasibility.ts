import type { CheckServiceQualification, QueryServiceQualification } from '@turnup/contract';
import { money, table } from './table.ts';

type Question = CheckServiceQualification;
type Inquiry = QueryServiceQualification;
type Item = Question['serviceQualificationItem'][number];

/** What became of one line of a table of sites. */
export type RowAnswer = {
  readonly line: number;
  readonly site: string;
  readonly bandwidthKbps?: number;
  readonly result: string;
  readonly confidence?: string;
  readonly earliest?: string;
  readonly instead?: readonly string[];
  readonly reason: string;
};

/** One line for every line of the table. */
export function bulkTable(number: string, rows: readonly RowAnswer[]): string {
  return [
    number,
    table(
      ['line', 'site', 'result', 'confidence', 'earliest', 'why', 'instead'],
      rows.map((row) => [
        row.line,
        row.site,
        row.result,
        row.confidence ?? '',
        row.earliest ?? '',
        row.reason,
        row.instead?.[0] ?? '',
      ]),
    ),
  ].join('\n');
}

/** Questions, one a line. */
export function questionTable(questions: readonly Question[]): string {
  return table(
    ['number', 'state', 'result', 'customer', 'items', 'asked', 'good until'],
    questions.map((question) => [
      question.number,
      question.state,
      question.qualificationResult ?? '',
      question.relatedParty.find(({ role }) => role === 'customer')?.id ?? '',
      question.serviceQualificationItem.length,
      question.checkServiceQualificationDate,
      question.expirationDate ?? '',
    ]),
  );
}

/** The answer to a question with its candidates, or that it is not there yet. */
export function questionText(question: Question): string {
  const waiting =
    question.state === 'done' ? '' : `; an answer is expected by ${question.estimatedResponseDate ?? '…'}`;
  return [
    `${question.number} ${question.state}: ${question.qualificationResult ?? 'not answered yet'}${waiting}`,
    ...question.serviceQualificationItem.flatMap(itemLines),
    ...(question.expirationDate === undefined ? [] : [`good until ${question.expirationDate}`]),
  ].join('\n');
}

function itemLines(item: Item): string[] {
  const { feasibility, qualificationItemResult } = item;
  const result = `item ${item.id}: ${qualificationItemResult ?? item.state}`;
  return [
    feasibility === undefined
      ? result
      : `${result}, ${feasibility.confidence}, in service on ${feasibility.earliestCompletionDate ?? 'no known day'}`,
    ...item.eligibilityUnavailabilityReason.map(({ code, label }) => `  ${code}: ${label}`),
    ...(item.noLongerHolds ?? []).map(({ message }) => `  ${message}`),
    ...(feasibility?.alternatives ?? []).map(
      ({ description, price, completionDate }) =>
        `  instead: ${description}${price === undefined ? '' : `; ${money(price.oneOffMinor)} once, ${money(price.monthlyMinor)} a month`}${completionDate === undefined ? '' : `, in service on ${completionDate}`}`,
    ),
    ...item.terminationError.map(({ id, value }) => `  ${id}: ${value}`),
    ...(feasibility?.siteOptions ?? []).flatMap(({ site, options }) => siteLines(site, options)),
    ...(item.designId === undefined ? [] : [`  design ${item.designId}`]),
    ...(item.reservationId === undefined ? [] : [`  reservation ${item.reservationId}`]),
  ];
}

/** The ways of access of a site, one a line. */
function siteLines(site: string, options: Inquiry['serviceQualificationItem'][number]['options']): string[] {
  return [
    `  ${site}: ${options.length === 0 ? 'nothing reaches it' : `${options.length} ${options.length === 1 ? 'way' : 'ways'}`}`,
    ...options.map(({ legs, confidence, diversity }) => {
      const sum = (of: (leg: (typeof legs)[number]) => number): number =>
        legs.reduce((total, leg) => total + of(leg), 0);
      const once = sum((leg) => leg.portCostMinor + leg.buildCostMinor + leg.partnerOneOffMinor);
      const ends = legs.map((leg) => `${leg.kind} ${leg.partner ?? ''} ${leg.node}`.replace('  ', ' '));
      return `    ${ends.join(' and ')}: ${money(once)} once, ${money(sum((leg) => leg.monthlyCostMinor))} a month, ${confidence}${diversity === undefined ? '' : `, diversity ${diversity.verdict}`}`;
    }),
  ];
}

/** Queries, one a line. */
export function inquiryTable(inquiries: readonly Inquiry[]): string {
  return table(
    ['number', 'state', 'customer', 'sites', 'asked', 'good until'],
    inquiries.map((one) => [
      one.number,
      one.state,
      one.relatedParty.find(({ role }) => role === 'customer')?.id ?? '',
      one.serviceQualificationItem.length,
      one.queryServiceQualificationDate,
      one.expirationDate ?? '',
    ]),
  );
}

/** The answer to a query: what can be had at each site, or that it is not there yet. */
export function inquiryText(inquiry: Inquiry): string {
  return [
    `${inquiry.number} ${inquiry.state}${inquiry.state === 'done' || inquiry.state === 'terminatedWithError' ? '' : ': not answered yet'}`,
    ...(inquiry.noLongerHolds ?? []).map(({ message }) => `  ${message}`),
    ...inquiry.serviceQualificationItem.flatMap(
      ({ id, qualificationItemResult, options, latencies, noLongerHolds }) => [
        `site ${id}: ${qualificationItemResult}`,
        ...(noLongerHolds ?? []).map(({ message }) => `  ${message}`),
        ...siteLines(id, options),
        ...latencies.map(
          ({ from, to, roundTripUs }) => `  round trip ${from} – ${to}: ${roundTripUs / 1_000} ms`,
        ),
      ],
    ),
    ...inquiry.terminationError.map(({ id, value }) => `  ${id}: ${value}`),
    ...(inquiry.expirationDate === undefined ? [] : [`good until ${inquiry.expirationDate}`]),
  ].join('\n');
}
