import { lookup } from 'node:dns';
import * as http from 'node:http';
import * as https from 'node:https';
import type { LookupFunction } from 'node:net';
import { addressAllowed, type CallbackPolicy, parseCallback } from './callbackPolicy.ts';

const agents = {
  'http:': new http.Agent({ keepAlive: true, maxSockets: 32 }),
  'https:': new https.Agent({ keepAlive: true, maxSockets: 32 }),
} as const;

/**
 * Posts a notification; resolves when the listener answered 2xx. The address is judged as it was resolved for this very
 * connection, so that a name cannot change its mind in between. Redirects are not followed.
 */
export function postNotification(
  callback: string,
  body: unknown,
  policy: CallbackPolicy,
  timeoutMs: number,
): Promise<void> {
  const parsed = parseCallback(callback, policy);
  if (!parsed.ok) return Promise.reject(new Error(parsed.fault.message));
  const url = parsed.value;
  const payload = Buffer.from(JSON.stringify(body));
  const transport = url.protocol === 'https:' ? https : http;
  return new Promise((resolve, reject) => {
    const request = transport.request(url, {
      method: 'POST',
      agent: agents[url.protocol as keyof typeof agents],
      headers: { 'content-type': 'application/json', 'content-length': payload.length },
      timeout: timeoutMs,
      lookup: guardedLookup(policy),
    });
    request.on('response', (response) => {
      response.resume();
      response.on('end', () => {
        const status = response.statusCode ?? 0;
        if (status >= 200 && status < 300) resolve();
        else reject(new Error(`listener answered ${status}`));
      });
    });
    request.on('timeout', () => request.destroy(new Error(`no answer within ${timeoutMs} ms`)));
    request.on('error', reject);
    request.end(payload);
  });
}

function guardedLookup(policy: CallbackPolicy): LookupFunction {
  return (hostname, options, callback) => {
    lookup(hostname, { ...options, all: true }, (error, addresses) => {
      const allowed = (addresses ?? []).filter(({ address }) => addressAllowed(address, policy));
      const first = allowed[0];
      if (error !== null) callback(error, '', 0);
      else if (first === undefined)
        callback(new Error(`notifications may not go to ${hostname} by policy`), '', 0);
      else if (options.all === true) callback(null, allowed);
      else callback(null, first.address, first.family);
    });
  };
}
