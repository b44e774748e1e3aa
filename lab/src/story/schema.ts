import Type, { type Static, type TSchema } from 'typebox';
import { Check, Errors } from 'typebox/value';

const closed = { additionalProperties: false };
const Name = Type.String({ pattern: '^[A-Za-z][A-Za-z0-9]*$' });
const Line = Type.String({ minLength: 1, maxLength: 500 });
const Scalar = Type.Union([Type.String(), Type.Number(), Type.Boolean()]);

/** Replaces or sets a member of a record of the data set before it is loaded. */
const Patch = Type.Object(
  {
    kind: Type.String(),
    key: Type.String(),
    pointer: Type.String({ pattern: '^/' }),
    value: Type.Unknown(),
  },
  closed,
);

const Parameter = Type.Object(
  {
    name: Name,
    description: Line,
    /** How the text behind `--set name=` is read; `rate` becomes kbit/s and `latency` microseconds. */
    kind: Type.Enum(['text', 'integer', 'date', 'rate', 'latency']),
    default: Type.Optional(Scalar),
    oneOf: Type.Optional(Type.Array(Type.String(), { minItems: 1 })),
    patches: Type.Optional(Type.Array(Patch)),
  },
  closed,
);

const DataSet = Type.Union([
  /** A file of the form `{kind, records}`, or a folder of such files in the order of their names. */
  Type.Object({ file: Type.String(), as: Type.Optional(Type.String()) }, closed),
  Type.Object(
    {
      kind: Type.String(),
      records: Type.Array(Type.Unknown(), { minItems: 1 }),
      as: Type.Optional(Type.String()),
    },
    closed,
  ),
]);

const Days = Type.Union([
  Type.Integer(),
  Type.Record(Type.String(), Type.Union([Type.Integer(), Type.String()])),
  Type.String(),
]);

/** Someone who acts: an account, and how it plays. Without `plays` it is an account and nothing more. */
const Actor = Type.Object(
  {
    account: Type.String(),
    name: Line,
    roles: Type.Array(Type.String(), { minItems: 1 }),
    party: Type.Optional(Type.String()),
    tenant: Type.Optional(Type.String()),
    plays: Type.Optional(Type.Enum(['worker', 'partner'])),
    partner: Type.Optional(Type.String()),
    late: Type.Optional(Days),
    silent: Type.Optional(Type.Union([Type.Boolean(), Type.Array(Type.String())])),
    fails: Type.Optional(Type.Record(Type.String(), Type.String())),
    waives: Type.Optional(Type.Array(Type.String())),
    reason: Type.Optional(Line),
    answerWorkingDays: Type.Optional(Type.Integer({ minimum: 0 })),
    tellsBeforeWorkingDays: Type.Optional(Type.Integer({ minimum: 0 })),
  },
  closed,
);

/** What a value must be. All that are given must hold. */
const comparisons = {
  equals: Type.Optional(Type.Unknown()),
  atMost: Type.Optional(Scalar),
  atLeast: Type.Optional(Scalar),
  /** A text that holds this, or a list that holds it (or each, where it is a list). */
  contains: Type.Optional(Type.Unknown()),
  lacks: Type.Optional(Type.Unknown()),
  /** How many elements a list has: a number, or what stands for one. */
  count: Type.Optional(
    Type.Union([Type.Integer({ minimum: 0 }), Type.String({ pattern: '^\\{\\{.+\\}\\}$' })]),
  ),
  exists: Type.Optional(Type.Boolean()),
};

const Condition = Type.Object(
  {
    get: Type.String(),
    as: Type.Optional(Type.String()),
    pointer: Type.Optional(Type.String()),
    ...comparisons,
  },
  closed,
);

const Expectation = Type.Object(
  {
    that: Line,
    get: Type.String(),
    as: Type.Optional(Type.String()),
    pointer: Type.Optional(Type.String()),
    ...comparisons,
    /** Names of parameters that change the answer: when one of them is set, this is not asked. */
    unless: Type.Optional(Type.Array(Name)),
    /** Asked only when these parameters have these values. */
    when: Type.Optional(Type.Record(Name, Scalar)),
  },
  closed,
);

const Figure = Type.Object(
  {
    label: Line,
    get: Type.String(),
    as: Type.Optional(Type.String()),
    pointer: Type.Optional(Type.String()),
    unit: Type.Optional(Type.Enum(['ms', 'money', 'percent', 'text', 'count', 'Mbit/s'])),
  },
  closed,
);

const Telling = Type.Object(
  {
    on: Type.String(),
    where: Type.Optional(Type.Record(Type.String(), Type.Union([Scalar, Type.Array(Scalar)]))),
    text: Line,
  },
  closed,
);

const common = {
  /** Ends the earlier stage, begins this one. */
  stage: Type.Optional(Line),
  /** Told after the step. */
  figures: Type.Optional(Type.Array(Figure)),
  expect: Type.Optional(Type.Array(Expectation)),
  /** The step is left out unless these parameters have these values. */
  when: Type.Optional(Type.Record(Name, Scalar)),
};

const Step = Type.Union([
  /** A request to the API. Refused (not 2xx) it ends the story, unless `status` says what is expected. */
  Type.Object(
    {
      ...common,
      as: Type.String(),
      do: Type.Object(
        { method: Type.String(), path: Type.String(), body: Type.Optional(Type.Unknown()) },
        closed,
      ),
      status: Type.Optional(Type.Integer()),
      /** Code of the refusal that is expected with `status`. */
      code: Type.Optional(Type.String()),
      /** Names for values of the answer, by pointer. */
      capture: Type.Optional(Type.Record(Name, Type.String())),
    },
    closed,
  ),
  /** Requests at once; then what their answers were, counted. */
  Type.Object(
    {
      ...common,
      parallel: Type.Array(
        Type.Object(
          {
            as: Type.String(),
            do: Type.Object(
              { method: Type.String(), path: Type.String(), body: Type.Optional(Type.Unknown()) },
              closed,
            ),
            times: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000 })),
          },
          closed,
        ),
        { minItems: 1 },
      ),
      answers: Type.Array(
        Type.Object(
          {
            that: Line,
            status: Type.Array(Type.Integer(), { minItems: 1 }),
            code: Type.Optional(Type.String()),
            equals: Type.Optional(Type.Integer({ minimum: 0 })),
            atLeast: Type.Optional(Type.Integer({ minimum: 0 })),
            atMost: Type.Optional(Type.Integer({ minimum: 0 })),
          },
          closed,
        ),
        { minItems: 1 },
      ),
    },
    closed,
  ),
  /** The clock: to an instant; or until a condition holds, looked at whenever one of these events is told. */
  Type.Object({ ...common, runTo: Type.String() }, closed),
  Type.Object(
    {
      ...common,
      runUntil: Condition,
      on: Type.Array(Type.String(), { minItems: 1 }),
      atLatest: Type.String(),
      /** When this holds the condition cannot come about any more: the story ends, with these figures as the reason. */
      failsWhen: Type.Optional(
        Type.Object({ ...Condition.properties, otherwise: Type.Array(Figure, { minItems: 1 }) }, closed),
      ),
      tell: Type.Optional(Type.Array(Telling)),
    },
    closed,
  ),
  /** What must hold for the story to go on; otherwise it ends, with these figures as the reason. */
  Type.Object({ ...common, require: Condition, otherwise: Type.Array(Figure, { minItems: 1 }) }, closed),
  /** A request to the control interface of the device fleet: faults, links, cables. */
  Type.Object(
    {
      ...common,
      fleet: Type.Object(
        { method: Type.String(), path: Type.String(), body: Type.Optional(Type.Unknown()) },
        closed,
      ),
      capture: Type.Optional(Type.Record(Name, Type.String())),
    },
    closed,
  ),
  /** Somebody at the device: an `edit-config` of its running configuration past the system. */
  Type.Object({ ...common, device: Type.String(), edit: Type.String() }, closed),
  /** kill -9, and start again. */
  Type.Object({ ...common, kill: Type.Enum(['server', 'fleet']) }, closed),
  Type.Object({ ...common, start: Type.Enum(['server', 'fleet']) }, closed),
  /** Nothing but its stage, figures and expectations. */
  Type.Object({ ...common, stage: Line }, closed),
]);

/** A story: data, who acts, what happens, and what must come of it. See docs/stories.md. */
export const Story = Type.Object(
  {
    name: Type.String({ pattern: '^[a-z0-9]+(-[a-z0-9]+)*$' }),
    title: Line,
    /** Where the clock begins. */
    clock: Type.String(),
    parameters: Type.Optional(Type.Array(Parameter)),
    data: Type.Array(DataSet),
    /** Operators beside the system's own, each with its first administrator `administrator`. */
    tenants: Type.Optional(Type.Array(Type.Object({ tenant: Type.String(), name: Line }, closed))),
    /** Whether the operator's nodes are devices of a fleet. */
    fleet: Type.Optional(Type.Boolean()),
    actors: Type.Array(Actor),
    steps: Type.Array(Step, { minItems: 1 }),
  },
  closed,
);
export type Story = Static<typeof Story>;
export type StoryStep = Static<typeof Step>;
export type StoryParameter = Static<typeof Parameter>;
export type StoryPatch = Static<typeof Patch>;
export type StoryActor = Static<typeof Actor>;
export type StoryExpectation = Static<typeof Expectation>;
export type StoryCondition = Static<typeof Condition>;
export type StoryTelling = Static<typeof Telling>;
export type StoryFigure = Static<typeof Figure>;

/** Why a story cannot be told: a fault of the file or of what was set, in words for its author. */
export class StoryFault extends Error {
  override name = 'StoryFault';
}

/** A value of a schema, or a {@link StoryFault} that names every place at fault. */
export function checked<Schema extends TSchema>(
  schema: Schema,
  value: unknown,
  what: string,
): Static<Schema> {
  if (Check(schema, value)) return value;
  const faults = Errors(schema, value)
    .filter((error) => error.keyword !== 'anyOf')
    .slice(0, 8)
    .map((error) => `${error.instancePath || '/'} ${error.message}`);
  throw new StoryFault(`${what}: ${[...new Set(faults)].join('; ')}`);
}
