import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import type { Secrets } from '../ports';

const algorithm = 'aes-256-gcm';
const keyBytes = 32;
/** GCM's own nonce size. A random nonce is safe for far more texts than an installation ever keeps under one key. */
const nonceBytes = 12;
const tagBytes = 16;

interface Key {
  readonly name: string;
  readonly bytes: Buffer;
}

/** `k2:<base64>,k1:<base64>` → keys, in their order. @throws where a key is not a name and 32 bytes: half a key ring loses words. */
function keysIn(setting: string): Key[] {
  const parts = setting.split(',').filter((part) => part.trim() !== '');
  return parts.map((part) => {
    const [name = '', text = ''] = part.trim().split(':');
    const bytes = Buffer.from(text, 'base64');
    if (!/^[A-Za-z0-9_-]{1,16}$/.test(name) || bytes.length !== keyBytes)
      throw new Error('CONFIDENTIAL_KEYS: each key is <name>:<base64 of 32 bytes>');
    return { name, bytes };
  });
}

/** `<key's name>.<nonce>.<tag>.<ciphertext>`, the last three in base64. */
function sealWith({ name, bytes }: Key, text: string, binding: string): string {
  const nonce = randomBytes(nonceBytes);
  const cipher = createCipheriv(algorithm, bytes, nonce, { authTagLength: tagBytes });
  cipher.setAAD(Buffer.from(binding, 'utf8'));
  const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  return [name, ...[nonce, cipher.getAuthTag(), sealed].map((part) => part.toString('base64'))].join('.');
}

function openWith({ bytes }: Key, parts: readonly string[], binding: string): string | null {
  const [nonce, tag, sealed] = parts.map((part) => Buffer.from(part, 'base64'));
  if (!nonce || !tag || !sealed || nonce.length !== nonceBytes || tag.length !== tagBytes) return null;
  const decipher = createDecipheriv(algorithm, bytes, nonce, { authTagLength: tagBytes });
  decipher.setAAD(Buffer.from(binding, 'utf8'));
  decipher.setAuthTag(tag);
  try {
    return Buffer.concat([decipher.update(sealed), decipher.final()]).toString('utf8');
  } catch {
    // Changed, or belonging elsewhere: GCM says no more than that, and neither do we.
    return null;
  }
}

/** AES-256-GCM under the keys of `setting`, read anew each time: the first seals, all open. A sealed text names its key. */
export function secretsOf(setting: () => string): Secrets {
  return {
    seal(text, binding) {
      const [key] = keysIn(setting());
      return key ? sealWith(key, text, binding) : null;
    },
    open(sealed, binding) {
      const [name, ...parts] = sealed.split('.');
      const key = keysIn(setting()).find((each) => each.name === name);
      return key ? openWith(key, parts, binding) : null;
    },
  };
}
