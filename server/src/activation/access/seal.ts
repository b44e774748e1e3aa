import { createCipheriv, createDecipheriv, createHmac, hkdfSync } from 'node:crypto';

const nonceBytes = 12;
const tagBytes = 16;

/**
 * Seals a secret with AES-256-GCM (NIST SP 800-38D) under a key kept outside the database. The owner's name is bound
 * into it, so that a sealed secret moved to another row does not open. The nonce is a keyed digest of owner and
 * secret: different secrets never share one, and the same secret seals to the same bytes, so that loading it again
 * shows as no change.
 */
export function seal(key: Buffer, owner: string, secret: string): Buffer {
  const digest = createHmac('sha256', subkey(key, 'nonce'))
    .update(JSON.stringify([owner, secret]))
    .digest();
  const nonce = digest.subarray(0, nonceBytes);
  const cipher = createCipheriv('aes-256-gcm', subkey(key, 'secret'), nonce, { authTagLength: tagBytes });
  cipher.setAAD(Buffer.from(owner));
  const text = Buffer.concat([cipher.update(secret, 'utf8'), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), text]);
}

/** Opens what {@link seal} made. Throws when the key or the owner is another, or a bit was changed. */
export function unseal(key: Buffer, owner: string, sealed: Buffer): string {
  const nonce = sealed.subarray(0, nonceBytes);
  const decipher = createDecipheriv('aes-256-gcm', subkey(key, 'secret'), nonce, { authTagLength: tagBytes });
  decipher.setAAD(Buffer.from(owner));
  decipher.setAuthTag(sealed.subarray(nonceBytes, nonceBytes + tagBytes));
  const text = sealed.subarray(nonceBytes + tagBytes);
  return Buffer.concat([decipher.update(text), decipher.final()]).toString('utf8');
}

/** One key for each use (HKDF, RFC 5869). */
function subkey(key: Buffer, use: string): Buffer {
  return Buffer.from(hkdfSync('sha256', key, '', `device access ${use}`, 32));
}
