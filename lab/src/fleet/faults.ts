import Type, { type Static } from 'typebox';

const firing = {
  /** Clears itself when it has fired. */
  once: Type.Optional(Type.Boolean()),
  /** Lets that many matching operations pass first. */
  after: Type.Optional(Type.Integer({ minimum: 1 })),
};
const message = Type.Optional(Type.String({ minLength: 1 }));
const closed = { additionalProperties: false };

/** A fault of a device, as the control interface takes it. Each stays until it is cleared. */
export const FaultSchema = Type.Union([
  /** `edit-config` answers operation-failed. */
  Type.Object({ kind: Type.Literal('refuseEdit'), message, ...firing }, closed),
  /** `commit` answers operation-failed; the confirming commit of a confirmed commit has its own fault. */
  Type.Object({ kind: Type.Literal('refuseCommit'), message, ...firing }, closed),
  /** `commit` answers ok, drops the candidate and leaves the running configuration as it is. */
  Type.Object({ kind: Type.Literal('commitDoesNothing'), ...firing }, closed),
  /** The confirming commit answers operation-failed; the timer of the confirmed commit runs on. */
  Type.Object({ kind: Type.Literal('refuseConfirm'), message, ...firing }, closed),
  /** `cancel-commit` answers operation-failed. */
  Type.Object({ kind: Type.Literal('refuseCancel'), message, ...firing }, closed),
  /** `get-config` of running answers what ran before the last change. */
  Type.Object({ kind: Type.Literal('staleReadBack'), ...firing }, closed),
  /** The operation (any, where none is named) is taken and never answered. */
  Type.Object(
    { kind: Type.Literal('hang'), operation: Type.Optional(Type.String({ minLength: 1 })), ...firing },
    closed,
  ),
  /** Every operation waits before it runs. */
  Type.Object({ kind: Type.Literal('delayMs'), delayMs: Type.Integer({ minimum: 1 }), ...firing }, closed),
  /** The connection breaks when the operation arrives, or after it ran and before the answer is sent. */
  Type.Object(
    {
      kind: Type.Literal('dropSessionOn'),
      operation: Type.String({ minLength: 1 }),
      when: Type.Optional(Type.Union([Type.Literal('before'), Type.Literal('after')])),
      ...firing,
    },
    closed,
  ),
  /** The management port is closed and every session with it. Traffic is forwarded as before. */
  Type.Object({ kind: Type.Literal('unreachable') }, closed),
  /** The port is broken: no light. */
  Type.Object({ kind: Type.Literal('portDown'), port: Type.String({ minLength: 1 }) }, closed),
]);

/** See {@link FaultSchema}. */
export type Fault = Static<typeof FaultSchema>;

/** Kinds of faults. */
export type FaultKind = Fault['kind'];

type FaultOf<Kind extends FaultKind> = Extract<Fault, { readonly kind: Kind }>;

/** The faults of one device. A fault of the same kind (and operation or port) replaces the older one. */
export class FaultSet {
  #faults: Fault[];
  readonly #changed: () => void;

  /** @param changed called whenever the set changes, also when a `once` fault has fired. */
  constructor(faults: readonly Fault[], changed: () => void) {
    this.#faults = [...faults];
    this.#changed = changed;
  }

  /** What is set, `after` counted down. */
  list(): readonly Fault[] {
    return this.#faults;
  }

  /** Sets a fault. */
  set(fault: Fault): void {
    this.#faults = [...this.#faults.filter((other) => slotOf(other) !== slotOf(fault)), fault];
    this.#changed();
  }

  /** Clears the faults of a kind, or all. */
  clear(kind?: FaultKind): void {
    this.#faults = kind === undefined ? [] : this.#faults.filter((fault) => fault.kind !== kind);
    this.#changed();
  }

  /** The broken ports. */
  failedPorts(): ReadonlySet<string> {
    return new Set(this.#faults.flatMap((fault) => (fault.kind === 'portDown' ? [fault.port] : [])));
  }

  /** Whether the management port is closed. */
  isUnreachable(): boolean {
    return this.#faults.some((fault) => fault.kind === 'unreachable');
  }

  /** The fault that strikes now, if any: counts an `after` down and takes a `once` away. */
  strike<Kind extends FaultKind>(
    kind: Kind,
    matches: (fault: FaultOf<Kind>) => boolean = () => true,
  ): FaultOf<Kind> | undefined {
    const fault = this.#faults.find(
      (candidate): candidate is FaultOf<Kind> =>
        candidate.kind === kind && matches(candidate as FaultOf<Kind>),
    );
    if (fault === undefined) return undefined;
    if ('after' in fault && fault.after !== undefined) {
      const { after, ...rest } = fault;
      const next = (after > 1 ? { ...rest, after: after - 1 } : rest) as Fault;
      this.#replace(fault, [next]);
      return undefined;
    }
    if ('once' in fault && fault.once === true) this.#replace(fault, []);
    return fault;
  }

  #replace(fault: Fault, by: readonly Fault[]): void {
    this.#faults = this.#faults.flatMap((other) => (other === fault ? by : [other]));
    this.#changed();
  }
}

function slotOf(fault: Fault): string {
  switch (fault.kind) {
    case 'portDown':
      return `${fault.kind} ${fault.port}`;
    case 'hang':
    case 'dropSessionOn':
      return `${fault.kind} ${fault.operation ?? ''}`;
    default:
      return fault.kind;
  }
}
