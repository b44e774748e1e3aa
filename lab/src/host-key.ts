import { createHash } from 'node:crypto';
import ssh2 from 'ssh2';

/** A host key: the private key in OpenSSH form and the SHA-256 of the public one, as `ssh-keygen -l` prints it. */
export type HostKey = { readonly privateKey: string; readonly sha256: string };

/** Makes an ed25519 host key. */
export function makeHostKey(): HostKey {
  // ssh2 1.17 strips a leading zero octet of the public key, which spoils one pair in 256: those are made again.
  for (;;) {
    const pair = ssh2.utils.generateKeyPairSync('ed25519');
    const parsed = ssh2.utils.parseKey(pair.private);
    if (parsed instanceof Error) continue;
    const digest = createHash('sha256').update(parsed.getPublicSSH()).digest('base64');
    return { privateKey: pair.private, sha256: `SHA256:${digest.replace(/=+$/, '')}` };
  }
}
