import Type, { type Static } from 'typebox';
import {
  Because,
  Code,
  Currency,
  DateOnly,
  Instant,
  Minor,
  oneOf,
  Probability,
  RateKbps,
  strict,
  Text,
  WorkingDays,
} from '../common.ts';
import { ServiceRequirement } from '../requirement.ts';
import { OperationalMethod, QualityObjective } from '../solution.ts';

/** `PATCH /tmf-api/workOrder/v4/workOrder/{id}` (TMF697): start, finish with evidence, hold, hand over. */
export const WorkOrderPatch = strict({
  state: Type.Optional(oneOf('inProgress', 'completed', 'held', 'rejected', 'cancelled')),
  assignee: Type.Optional(Code),
  /** Serial numbers, readings, references to photos; which are needed stands in `requiredEvidence`. */
  evidence: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
  /** Cause code for held or rejected. */
  cause: Type.Optional(Code),
  note: Type.Optional(Type.String({ minLength: 1, maxLength: 4_000 })),
});
export type WorkOrderPatch = Static<typeof WorkOrderPatch>;

/** A piece of work for people (TMF697). */
export const WorkOrder = strict({
  id: Type.String(),
  href: Type.String(),
  number: Type.String(),
  kind: Code,
  name: Text,
  state: oneOf('acknowledged', 'assigned', 'inProgress', 'held', 'completed', 'cancelled', 'rejected'),
  place: Type.Optional(Code),
  skill: Type.Optional(Code),
  team: Type.Optional(Code),
  assignee: Type.Optional(Code),
  calendar: Code,
  plannedStartDate: Type.Optional(DateOnly),
  plannedFinishDate: Type.Optional(DateOnly),
  startedAt: Type.Optional(Instant),
  finishedAt: Type.Optional(Instant),
  requiredEvidence: Type.Array(Code),
  evidence: Type.Record(Type.String(), Type.Unknown()),
  serviceOrder: Type.Optional(Type.String()),
  activity: Type.Optional(Type.String()),
  /** What the work is about: the design to make, the units of CPE to install and where they plug in. */
  subject: Type.Record(Type.String(), Type.Unknown()),
});
export type WorkOrder = Static<typeof WorkOrder>;

/** `PATCH /turnup/v1/partnerQuery/{id}`: the partner's answer. */
export const PartnerAnswer = strict({
  confidence: oneOf('green', 'yellow', 'red'),
  leadTimeWorkingDays: Type.Optional(WorkingDays),
  focWorkingDays: Type.Optional(WorkingDays),
  monthlyMinor: Type.Optional(Minor),
  oneOffMinor: Type.Optional(Minor),
  /** Of both amounts; the offer's where nothing is said. */
  currency: Type.Optional(Currency),
  availability: Type.Optional(Probability),
  sharedRisks: Type.Optional(Type.Union([Type.Array(Code), Type.Null()])),
  condition: Type.Optional(Text),
  /** From this instant on the answer does not bind. */
  validUntil: Type.Optional(Instant),
});
export type PartnerAnswer = Static<typeof PartnerAnswer>;

/** `PATCH /turnup/v1/partnerOrder/{id}`: the partner's firm order commitment, a new date, completion, or refusal. */
export const PartnerOrderPatch = strict({
  state: Type.Optional(oneOf('inProgress', 'completed', 'rejected', 'failed')),
  /** Firm order commitment: the date by which the tail will be handed over. */
  focDate: Type.Optional(DateOnly),
  /** A later word on that date, with the reason. */
  expectedDate: Type.Optional(DateOnly),
  reason: Type.Optional(Text),
  circuitReference: Type.Optional(Code),
});
export type PartnerOrderPatch = Static<typeof PartnerOrderPatch>;

/** `POST /turnup/v1/serviceDesign/{id}/approve` and `/reject`. */
export const DesignDecision = strict({
  reason: Type.Optional(Because),
  /** Codes of open gates that the approver takes on. */
  waivers: Type.Optional(Type.Array(Code)),
});
export type DesignDecision = Static<typeof DesignDecision>;
/**
 * `PATCH /turnup/v1/serviceDesign/{id}`: what engineers write in place of what the policies say, by site and by site and
 * parameter; an empty text makes blank.
 */
export const DesignWriting = strict({
  operationalMethod: Type.Optional(Type.Array(OperationalMethod, { maxItems: 2_000 })),
  qualityObjectives: Type.Optional(Type.Array(QualityObjective, { maxItems: 10_000 })),
  reason: Type.Optional(Text),
});
export type DesignWriting = Static<typeof DesignWriting>;
/** `POST /turnup/v1/serviceDesign`: a design for a requirement that nobody has asked about or ordered. */
export const DesignCreate = strict({ requirement: ServiceRequirement });
export type DesignCreate = Static<typeof DesignCreate>;
/** `POST /turnup/v1/serviceDesign/{id}/choose`. */
export const DesignChoice = strict({ alternative: Code });
export type DesignChoice = Static<typeof DesignChoice>;

/** `POST /turnup/v1/task/{id}/retry|skip|pause|resume`. */
export const TaskVerb = strict({ reason: Type.Optional(Because) });
export type TaskVerb = Static<typeof TaskVerb>;

/** `POST /turnup/v1/serviceOrder/{id}/pause|resume`: why. */
export const PauseReason = strict({ reason: Because });
export type PauseReason = Static<typeof PauseReason>;

/**
 * `POST /turnup/v1/pause`: keeps everything, a kind of task or a device from being worked on; what runs is let finish.
 * `POST /turnup/v1/pause/end`: ends it. The reference names the kind (`network.configure@1`) or the device.
 */
export const WorkPause = strict({
  scope: oneOf('everything', 'taskKind', 'device'),
  reference: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })),
  reason: Because,
});
export type WorkPause = Static<typeof WorkPause>;

/** `POST /turnup/v1/fallout/repair`: the same for one or many tasks that need a person. */
export const FalloutRepair = strict({
  /** `replan` plans the tasks' items anew, from the rules, templates and network as they are now. */
  action: oneOf('retry', 'correct', 'skip', 'replan', 'undo'),
  /** Why; asked for with `skip`, `replan` and `undo`. */
  reason: Type.Optional(Text),
  tasks: Type.Array(Type.String({ minLength: 1, maxLength: 100 }), { minItems: 1, maxItems: 500 }),
  /** For `correct`: members of the tasks' input that are replaced, before they are tried again. */
  input: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
  /** For `undo` and `replan`: pays what soft points of no return cost. */
  acceptCharges: Type.Optional(Type.Boolean()),
});
export type FalloutRepair = Static<typeof FalloutRepair>;

/** What became of one task of a repair. `verified` says that its state was read after it had been at work again. */
export const FalloutOutcome = strict({
  task: Type.String(),
  outcome: oneOf('mended', 'stillFallout', 'underWay', 'refused'),
  state: Type.Optional(Type.String()),
  verified: Type.Boolean(),
  message: Type.Optional(Type.String()),
});
export type FalloutOutcome = Static<typeof FalloutOutcome>;

/** `POST /turnup/v1/skillRecord`: somebody has learnt something, and what proves it. */
export const SkillRecordCreate = strict({ account: Code, skill: Code, evidence: Text });
export type SkillRecordCreate = Static<typeof SkillRecordCreate>;

/** `POST /turnup/v1/serviceDesign/{id}/resourceQuery`: so many ports of a rate at a place by a date. */
export const ResourceQueryCreate = strict({
  place: Code,
  rateKbps: RateKbps,
  optic: Type.Optional(Code),
  quantity: Type.Integer({ minimum: 1, maximum: 1_000 }),
  needDate: DateOnly,
});
export type ResourceQueryCreate = Static<typeof ResourceQueryCreate>;

/** `PATCH /turnup/v1/resourceQuery/{id}`: ports that can be had, each from its date or at once. */
export const ResourceAnswer = strict({
  ports: Type.Array(
    strict({
      node: Code,
      name: Code,
      card: Code,
      rateKbps: RateKbps,
      optic: Code,
      costMinor: Minor,
      availableFrom: Type.Optional(DateOnly),
    }),
    { minItems: 1, maxItems: 1_000 },
  ),
});
export type ResourceAnswer = Static<typeof ResourceAnswer>;

/** One task of a plan as the API tells it, with its dates. */
export const PlanTask = strict({
  id: Type.String(),
  key: Type.String(),
  kind: Type.String(),
  activity: Type.String(),
  label: Type.String(),
  state: Type.String(),
  after: Type.Array(Type.String()),
  attempt: Type.Integer(),
  owner: strict({ kind: Type.String(), code: Type.Optional(Type.String()) }),
  waitingFor: Type.Optional(Type.Unknown()),
  error: Type.Optional(Type.Unknown()),
  output: Type.Optional(Type.Unknown()),
  notBefore: Type.Optional(Instant),
  startedAt: Type.Optional(Instant),
  finishedAt: Type.Optional(Instant),
});
export type PlanTask = Static<typeof PlanTask>;

/** One activity of the running plan: baseline beside forecast beside what happened. */
export const PlanActivity = strict({
  key: Code,
  name: Text,
  site: Type.Optional(Code),
  owner: strict({ kind: Type.String(), code: Type.Optional(Type.String()) }),
  after: Type.Array(Code),
  durationWorkingDays: WorkingDays,
  baselineStart: DateOnly,
  baselineFinish: DateOnly,
  forecastStart: DateOnly,
  forecastFinish: DateOnly,
  actualStart: Type.Optional(DateOnly),
  actualFinish: Type.Optional(DateOnly),
  slackWorkingDays: Type.Integer(),
  critical: Type.Boolean(),
  state: oneOf('waiting', 'running', 'done', 'fallout'),
  process: Type.String(),
});
export type PlanActivity = Static<typeof PlanActivity>;

/** `GET /turnup/v1/serviceOrder/{id}/plan`. */
export const OrderPlan = strict({
  planId: Type.String(),
  state: Type.String(),
  committedDate: Type.Optional(DateOnly),
  expectedDate: Type.Optional(DateOnly),
  slackWorkingDays: Type.Optional(Type.Integer()),
  criticalPath: Type.Array(Code),
  activities: Type.Array(PlanActivity),
  tasks: Type.Array(PlanTask),
});
export type OrderPlan = Static<typeof OrderPlan>;
