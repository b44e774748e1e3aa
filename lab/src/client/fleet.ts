/** The control interface of a device fleet (see `../fleet/README.md`): where the field plugs in, and where faults are set. */
export class FleetControl {
  readonly #url: string;

  constructor(port: number) {
    this.#url = `http://127.0.0.1:${port}`;
  }

  /** Sends a request; throws with the fleet's own words when it is refused. */
  async call<Body = Record<string, unknown>>(method: string, path: string, body?: unknown): Promise<Body> {
    const response = await fetch(`${this.#url}${path}`, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const answer = (await response.json()) as { faults?: readonly string[] };
    if (response.ok) return answer as Body;
    throw new Error(`fleet: ${method} ${path}: ${answer.faults?.join('; ') ?? response.status}`);
  }
}

/** How a device of the fleet is reached. */
export type DeviceAddress = {
  readonly name: string;
  readonly host: string;
  readonly port: number;
  readonly hostKeySha256: string;
  readonly user: string;
  readonly password?: string;
};
