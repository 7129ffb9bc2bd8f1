/** Sixteen bytes as a version 4 UUID. */
function uuidFrom(bytes: Uint8Array): string {
  const marked = Array.from(bytes.slice(0, 16));
  marked[6] = ((marked[6] ?? 0) & 0x0f) | 0x40;
  marked[8] = ((marked[8] ?? 0) & 0x3f) | 0x80;
  const hex = marked.map((byte) => byte.toString(16).padStart(2, '0')).join('');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join('-');
}

/** Clients before 2.19.2 have no secure random numbers; a key only has to be unlikely to repeat for one person. */
const weakBytes = (): Uint8Array => Uint8Array.from({ length: 16 }, () => Math.floor(Math.random() * 256));

async function randomBytes(): Promise<Uint8Array> {
  try {
    const { randomValues } = await wx.getRandomValues({ length: 16 });
    return new Uint8Array(randomValues);
  } catch {
    return weakBytes();
  }
}

/** A key for a request that must take effect once even if it is sent repeatedly. */
export async function newIdempotencyKey(): Promise<string> {
  return uuidFrom(await randomBytes());
}
