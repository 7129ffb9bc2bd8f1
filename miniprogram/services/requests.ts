/** The purchase a person has begun in a group: kept on the phone before anything is sent, so that a retry is the same purchase. */
export interface Begun {
  readonly idempotencyKey: string;
  /** Known once the server has answered. */
  readonly orderId?: string;
}

const keyOf = (groupId: string): string => `purchase:${groupId}`;

function isBegun(stored: unknown): stored is Begun {
  return (
    typeof stored === 'object' &&
    stored !== null &&
    'idempotencyKey' in stored &&
    typeof stored.idempotencyKey === 'string'
  );
}

/** Sixteen bytes as a version 4 UUID. */
export function uuidFrom(bytes: Uint8Array): string {
  const marked = Array.from(bytes.slice(0, 16));
  marked[6] = ((marked[6] ?? 0) & 0x0f) | 0x40;
  marked[8] = ((marked[8] ?? 0) & 0x3f) | 0x80;
  const hex = marked.map((byte) => byte.toString(16).padStart(2, '0')).join('');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join('-');
}

/** Clients before 2.19.2 have no good randomness; theirs only has to be unlikely to repeat for one person. */
const weakBytes = (): Uint8Array => Uint8Array.from({ length: 16 }, () => Math.floor(Math.random() * 256));

async function randomBytes(): Promise<Uint8Array> {
  try {
    const { randomValues } = await wx.getRandomValues({ length: 16 });
    return new Uint8Array(randomValues);
  } catch {
    return weakBytes();
  }
}

/** An id for a request that must have one effect however often it is sent. */
export async function newIdempotencyKey(): Promise<string> {
  return uuidFrom(await randomBytes());
}

export function begunIn(groupId: string): Begun | null {
  const stored: unknown = wx.getStorageSync(keyOf(groupId));
  return isBegun(stored) ? stored : null;
}

/** The purchase begun in this group, or a new one. */
export async function beginIn(groupId: string): Promise<Begun> {
  const begun = begunIn(groupId);
  if (begun) return begun;
  const fresh: Begun = { idempotencyKey: await newIdempotencyKey() };
  wx.setStorageSync(keyOf(groupId), fresh);
  return fresh;
}

export function rememberOrder(groupId: string, orderId: string): void {
  const begun = begunIn(groupId);
  if (begun && begun.orderId !== orderId) wx.setStorageSync(keyOf(groupId), { ...begun, orderId });
}

/** Ends the purchase begun in a group: the next one there gets an id of its own. */
export function endPurchase(groupId: string): void {
  wx.removeStorageSync(keyOf(groupId));
}

/** Ends a purchase whose order is settled or closed; one that is about another order goes on. */
export function endPurchaseOf({ groupId, orderId }: { readonly groupId: string; readonly orderId: string }): void {
  if (begunIn(groupId)?.orderId === orderId) endPurchase(groupId);
}
