/** Encodings between a file's bytes and text. WeChat's other encodings are read as UTF-8. */
export type Encoding = 'utf8' | 'utf-8' | 'base64' | 'hex' | 'ascii' | 'binary' | 'latin1';

const toBinaryString = (bytes: Uint8Array): string => Array.from(bytes, (byte) => String.fromCodePoint(byte)).join('');

export function decodeText(bytes: Uint8Array, encoding: Encoding): string {
  if (encoding === 'base64') return btoa(toBinaryString(bytes));
  if (encoding === 'hex') return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  if (encoding === 'ascii' || encoding === 'binary' || encoding === 'latin1') return toBinaryString(bytes);
  return new TextDecoder().decode(bytes);
}

export function encodeText(text: string, encoding: Encoding): Uint8Array<ArrayBuffer> {
  if (encoding === 'base64') return Uint8Array.from(atob(text), (letter) => letter.codePointAt(0) ?? 0);
  if (encoding === 'hex') return Uint8Array.from(text.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
  if (encoding === 'ascii' || encoding === 'binary' || encoding === 'latin1')
    return Uint8Array.from(text, (letter) => letter.codePointAt(0) ?? 0);
  return new TextEncoder().encode(text);
}
