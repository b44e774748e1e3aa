import { parseAddress } from './address.ts';
import type { PathTestResult } from './forwarding/network.ts';
import type { OperationContext } from './operation-context.ts';
import { invalid, numberParameter, required } from './parameters.ts';
import { NETCONF } from './rpc-fault.ts';
import { element, writeXml, type XmlElement } from './xml.ts';

/** Namespace of the test operations. */
export const DEVICE_TEST = 'urn:turnup:device-test';

const DEFAULT_COUNT = 5;
const DEFAULT_SIZE_BYTES = 64;

/** `<test-path>`: packets from an address of this device towards another, answered at once with what came back. */
export function runTestPath(request: XmlElement, { device, network }: OperationContext): string {
  const answer = network().test(device.name, {
    vrf: required(request, 'vrf'),
    source: addressParameter(request, 'source'),
    destination: addressParameter(request, 'destination'),
    count: numberParameter(request, 'count', { min: 1, max: 100_000 }) ?? DEFAULT_COUNT,
    sizeBytes: numberParameter(request, 'size-bytes', { min: 28, max: 9216 }) ?? DEFAULT_SIZE_BYTES,
    rateKbps: numberParameter(request, 'rate-kbps', { min: 1, max: 1_000_000_000 }),
    durationS: numberParameter(request, 'duration-s', { min: 1, max: 86_400 }),
    dscp: numberParameter(request, 'dscp', { min: 0, max: 63 }),
  });
  if (answer === 'unknown-vrf') throw invalid('vrf', 'the vrf does not exist');
  if (answer === 'source-not-local')
    throw invalid('source', 'the address is not on a unit of the vrf that is up');
  return writeAnswer(answer);
}

function addressParameter(request: XmlElement, parameter: string): string {
  const text = required(request, parameter);
  if (parseAddress(text) === undefined) throw invalid(parameter, `"${text}" is not an IPv4 address`);
  return text;
}

function writeAnswer(answer: PathTestResult): string {
  const figures: readonly (readonly [string, number | undefined])[] = [
    ['sent', answer.sent],
    ['received', answer.received],
    ['rtt-min-us', answer.rtt?.minUs],
    ['rtt-avg-us', answer.rtt?.avgUs],
    ['rtt-max-us', answer.rtt?.maxUs],
    ['jitter-us', answer.jitterUs],
    ['delivered-kbps', answer.deliveredKbps],
  ];
  const known = figures.filter(([, value]) => value !== undefined);
  const leaves = known.map(([name, value]) => element(DEVICE_TEST, name, String(value)));
  const hops = answer.path.map((node) => element(DEVICE_TEST, 'path', node));
  // No packet was sent: the answer follows from the forwarding state of the whole fleet.
  return [...leaves, element(DEVICE_TEST, 'method', 'derived'), ...hops]
    .map((leaf) => writeXml(leaf, NETCONF))
    .join('');
}
