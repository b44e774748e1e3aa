import { element, escapeXml, writeXml } from './xml.ts';

/** The base namespace of NETCONF (RFC 6241). */
export const NETCONF = 'urn:ietf:params:xml:ns:netconf:base:1.0';

/** Error tags of RFC 6241, appendix A, as far as a device here answers them. */
export type ErrorTag =
  | 'in-use'
  | 'invalid-value'
  | 'too-big'
  | 'missing-attribute'
  | 'bad-attribute'
  | 'missing-element'
  | 'bad-element'
  | 'unknown-element'
  | 'unknown-namespace'
  | 'lock-denied'
  | 'data-exists'
  | 'data-missing'
  | 'operation-not-supported'
  | 'operation-failed'
  | 'malformed-message';

/** The parts of one `<rpc-error>`. */
export type FaultParts = {
  readonly tag: ErrorTag;
  readonly message: string;
  readonly type?: 'transport' | 'rpc' | 'protocol' | 'application';
  /** Instance path with the prefix `d` for the device's namespace. */
  readonly path?: string;
  /** RFC 7950, 15: must-violation, data-not-unique, instance-required. */
  readonly appTag?: string;
  /** Children of `<error-info>`: bad-element, bad-attribute, session-id. */
  readonly info?: Readonly<Record<string, string>>;
};

/** A fault that the device answers as `<rpc-error>`. */
export class RpcFault extends Error {
  readonly parts: FaultParts;
  constructor(parts: FaultParts) {
    super(`${parts.tag}: ${parts.message}`);
    this.name = 'RpcFault';
    this.parts = parts;
  }
}

/** Writes the fault as RFC 6241, 4.3 has it. */
export function writeFault({ parts }: RpcFault, pathNamespace: string): string {
  const leaf = (name: string, text: string) => writeXml(element(NETCONF, name, text), NETCONF);
  const info = Object.entries(parts.info ?? {}).map(([name, text]) => leaf(name, text));
  return [
    '<rpc-error>',
    leaf('error-type', parts.type ?? 'application'),
    leaf('error-tag', parts.tag),
    leaf('error-severity', 'error'),
    parts.appTag === undefined ? '' : leaf('error-app-tag', parts.appTag),
    parts.path === undefined
      ? ''
      : `<error-path xmlns:d="${pathNamespace}">${escapeXml(parts.path)}</error-path>`,
    `<error-message xml:lang="en">${escapeXml(parts.message)}</error-message>`,
    info.length === 0 ? '' : `<error-info>${info.join('')}</error-info>`,
    '</rpc-error>',
  ].join('');
}
