import { type Activation, checkSync } from '../../../../server/src/activation/index.ts';
import { tenant } from '../../network/activation.ts';
import type { Field } from './blows.ts';

type Verdict = {
  readonly whole: boolean;
  /** Which version stands on all devices. */
  readonly stands: 0 | 1 | undefined;
  readonly seen: string;
};

/** Knows what each version looks like on each device, and says what stands there: by the devices, not by the records. */
export class Judge {
  readonly #activation: Activation;
  readonly #field: Field;
  readonly #devices: readonly string[];
  readonly #known = new Map<string, 0 | 1>();
  #stood: 0 | 1 = 0;

  constructor(activation: Activation, field: Field, devices: readonly string[]) {
    this.#activation = activation;
    this.#field = field;
    this.#devices = devices;
  }

  async learn(version: 0 | 1): Promise<void> {
    for (const { device, hash } of await this.#states()) this.#known.set(`${device} ${hash}`, version);
    this.#stood = version;
  }

  /** Whether all devices run the same version, the one that the transaction's end promises, with nothing left open. */
  async verdict(state: string | undefined): Promise<Verdict> {
    const states = await this.#states();
    const versions = states.map(({ device, hash }) => this.#known.get(`${device} ${hash}`));
    const open = states.filter((each) => each.open).map(({ device }) => device);
    const outOfStep = await this.#outOfStep();
    const [first] = versions;
    const same = first !== undefined && versions.every((version) => version === first);
    const promised = state === 'completed' ? 1 - this.#stood : this.#stood;
    const seen = [
      `devices run ${versions.map((version) => (version === undefined ? 'something else' : `version ${version}`)).join(', ')}`,
      `open on ${open.join(', ') || 'none'}`,
      `out of step with the records: ${outOfStep.join(', ') || 'none'}`,
    ].join('; ');
    const whole = same && first === promised && open.length === 0 && outOfStep.length === 0;
    if (same) this.#stood = first;
    return { whole, stands: same ? first : undefined, seen };
  }

  /** Devices on which a service still owns something or something is open. */
  async leftovers(): Promise<readonly string[]> {
    const held = [...this.#known].map(([key]) => key);
    const states = await this.#states();
    return states
      .filter(({ device, hash, open }) => open || held.includes(`${device} ${hash}`))
      .map(({ device }) => device);
  }

  async #states() {
    return [...(await this.#field.pair.states()), ...(await this.#field.single.states())];
  }

  async #outOfStep(): Promise<readonly string[]> {
    const checked = await Promise.all(
      this.#devices.map(async (device) => ({
        device,
        answer: await checkSync(this.#activation, tenant, device),
      })),
    );
    return checked.filter(({ answer }) => !answer.ok || !answer.value.inSync).map(({ device }) => device);
  }
}
