import { createHash } from 'node:crypto';

/**
 * A person's openid: always the same for a name and an app id, 28 characters like a real one. It begins with `o`, because the SDK turns an
 * all-digit value of the WeChat context into a number (docs/protocol.md#environment).
 */
export function openidOf(appId: string, name: string): string {
  return `o${digest(`${appId}/${name}`).slice(0, 27)}`;
}

/** A group chat's id (`opengid`), the same for every member. */
export function opengidOf(appId: string, group: string): string {
  return `tG${digest(`${appId}/group/${group}`).slice(0, 26)}`;
}

/** One person's id within one group chat (`group_openid`). */
export function groupOpenidOf(appId: string, group: string, name: string): string {
  return `tO${digest(`${appId}/group/${group}/${name}`).slice(0, 26)}`;
}

/** Maps openids back to names, so that the control API can say "alice" where functions use an openid. */
export class People {
  readonly #names = new Map<string, string>();
  readonly #appId: string;

  constructor(appId: string, names: readonly string[]) {
    this.#appId = appId;
    for (const name of names) this.openid(name);
  }

  openid(name: string): string {
    const openid = openidOf(this.#appId, name);
    this.#names.set(openid, name);
    return openid;
  }

  /** The person's name, or the openid itself when no name is known for it. */
  nameOf(openid: string): string {
    return this.#names.get(openid) ?? openid;
  }

  listed(): readonly { readonly name: string; readonly openid: string }[] {
    return [...this.#names].map(([openid, name]) => ({ name, openid }));
  }
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('base64url');
}
