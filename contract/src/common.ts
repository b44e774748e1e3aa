import Type, { type Static, type TProperties } from 'typebox';
import Format from 'typebox/format';

const instantForm =
  /^(\d{4}-\d{2}-\d{2})T([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d{1,9})?)?(Z|[+-](0\d|1[0-5]):[0-5]\d)$/;
// A day that the calendar has, at a time that clocks show; seconds may be left out, and no clock of ours has leap seconds.
Format.Set('date-time', (text) => Format.IsDate(instantForm.exec(text)?.[1] ?? ''));

/** An object that refuses unknown members. Every schema of ours is made with it. */
export const strict = <Properties extends TProperties>(
  properties: Properties,
  options: { readonly description?: string } = {},
) => Type.Object(properties, { additionalProperties: false, ...options });

/** A closed list of words. */
export const oneOf = <const Words extends readonly string[]>(...words: Words) =>
  Type.Enum([...words] as Words[number][]);

/** A natural key: letters, digits and `. _ : / -`, at most 100 characters. */
export const Code = Type.String({ minLength: 1, maxLength: 100, pattern: '^[A-Za-z0-9][A-Za-z0-9._:/-]*$' });
/** A natural key in a template: as {@link Code}, with `{site}` standing for a site's short code. */
export const TemplateKey = Type.String({
  minLength: 1,
  maxLength: 100,
  pattern: '^([A-Za-z0-9]|\\{site\\})([A-Za-z0-9._:/-]|\\{site\\})*$',
});
/** A line of text for people. */
export const Text = Type.String({ minLength: 1, maxLength: 500 });
/** Why a person does something, for the audit: a text of more than spaces. */
export const Because = Type.String({ minLength: 1, maxLength: 500, pattern: '\\S' });
/** A calendar date that there is, ISO 8601 `YYYY-MM-DD`. */
export const DateOnly = Type.String({ format: 'date' });
/** An instant, RFC 3339 with a zone. Answers are always in UTC. */
export const Instant = Type.String({ format: 'date-time' });
/** ISO 4217 alphabetic code. */
export const Currency = Type.String({ pattern: '^[A-Z]{3}$' });
/** Integer minor units of money; the currency stands beside it. */
export const Minor = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER });
/** A rate in kilobits per second. */
export const RateKbps = Type.Integer({ minimum: 1, maximum: 1_000_000_000_000 });
/** A share between 0 and 1. */
export const Probability = Type.Number({ minimum: 0, maximum: 1 });
/** A number of working days of the calendar that the work follows. */
export const WorkingDays = Type.Integer({ minimum: 0, maximum: 2_000 });

/** The error body of every refusal (TMF630 part 1, 3.4), with each field at fault; `lines` are a refused reservation's. */
export const ErrorBody = strict({
  code: Type.String(),
  reason: Type.String(),
  message: Type.String(),
  status: Type.String(),
  faults: Type.Optional(Type.Array(strict({ path: Type.String(), message: Type.String() }))),
  lines: Type.Optional(Type.Array(Type.Unknown())),
});
export type ErrorBody = Static<typeof ErrorBody>;

/** How many working days somebody hurries by, and what he asks for it. */
export const Expedite = strict({
  savesWorkingDays: Type.Integer({ minimum: 1, maximum: 2_000 }),
  oneOffMinor: Minor,
});
export type Expedite = Static<typeof Expedite>;

/** A reason as a code with its parameters, and the same as a sentence. Codes are the contract. */
export const Reason = strict({
  code: Type.String(),
  message: Type.String(),
  parameters: Type.Optional(
    Type.Record(Type.String(), Type.Union([Type.String(), Type.Number(), Type.Boolean()])),
  ),
});
export type Reason = Static<typeof Reason>;
