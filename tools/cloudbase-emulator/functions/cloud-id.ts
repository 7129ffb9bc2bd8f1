import { randomBytes } from 'node:crypto';
import type { Clock } from '../clock';
import { groupOpenidOf, opengidOf } from '../people';
import type { State } from '../state';

/** "cloudID 有效期五分钟", "一次调用最多可替换 5 个 cloudID". https://docs.cloudbase.net/practices/get-wechat-open-data */
const validMs = 5 * 60 * 1000;
const maxPerCall = 5;

/** Codes for replaced fields are not documented; any `errCode` means that there is no data. */
const invalid = { errCode: -601006, errMsg: 'cloudID is invalid' };
const expired = { errCode: -601007, errMsg: 'cloudID has expired' };

const tableSchema = `CREATE TABLE IF NOT EXISTS emulator_cloud_ids (
  id TEXT PRIMARY KEY, openid TEXT NOT NULL, data TEXT NOT NULL, issued_at INTEGER NOT NULL) WITHOUT ROWID`;

/** A person's entry from a group's card. */
export interface GroupEntry {
  readonly person: string;
  readonly openid: string;
  readonly group: string;
  /** 3: an ordinary group; 4: a WeCom group. */
  readonly chatType: number;
}

/** The data of a client's call with its `{"$cloudID": id}` fields replaced. */
interface Replaced {
  readonly data: Readonly<Record<string, unknown>>;
  /** The fields that hold WeChat's own data. A client cannot add a field to this list. */
  readonly openDataKeys: readonly string[];
}

/** Open data of WeChat, which a mini-program knows only by id until it calls a function with that id. */
export class CloudIds {
  readonly #state: State;
  readonly #clock: Clock;
  readonly #appId: string;

  constructor(state: State, clock: Clock, appId: string) {
    this.#state = state;
    this.#clock = clock;
    this.#appId = appId;
    state.createTables(tableSchema);
  }

  issue(entry: GroupEntry): string {
    const data = {
      opengid: opengidOf(this.#appId, entry.group),
      group_openid: groupOpenidOf(this.#appId, entry.group, entry.person),
      chat_type: entry.chatType,
    };
    const id = newId();
    this.#state.run(
      'INSERT INTO emulator_cloud_ids (id, openid, data, issued_at) VALUES (?, ?, ?, ?)',
      id,
      entry.openid,
      JSON.stringify(data),
      this.#clock.now(),
    );
    return id;
  }

  /** Returns an id that was never issued. */
  forge(): string {
    return newId();
  }

  replace(data: Readonly<Record<string, unknown>>, openid: string): Replaced {
    const openDataKeys: string[] = [];
    let seen = 0;
    const replaced = Object.entries(data).map(([key, value]) => {
      const id = cloudIdIn(value);
      if (id === undefined) return [key, value];
      seen += 1;
      const opened = seen > maxPerCall ? { cloudID: id, ...invalid } : this.open(id, openid);
      if ('data' in opened) openDataKeys.push(key);
      return [key, opened];
    });
    return { data: Object.fromEntries(replaced) as Record<string, unknown>, openDataKeys };
  }

  /** Returns `{cloudID, data}`, or `{cloudID, errCode, errMsg}` when the id is another person's or has expired. */
  open(id: string, openid: string): Readonly<Record<string, unknown>> {
    const row = this.#state.one<{ openid: string; data: string; issued_at: number }>(
      'SELECT openid, data, issued_at FROM emulator_cloud_ids WHERE id = ?',
      id,
    );
    if (!row || row.openid !== openid) return { cloudID: id, ...invalid };
    if (this.#clock.now() - row.issued_at > validMs) return { cloudID: id, ...expired };
    const watermark = { timestamp: Math.floor(row.issued_at / 1000), appid: this.#appId };
    return { cloudID: id, data: { ...(JSON.parse(row.data) as object), watermark } };
  }
}

function newId(): string {
  return `67_${randomBytes(24).toString('base64url')}`;
}

function cloudIdIn(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null || Object.keys(value).length !== 1) return undefined;
  const id = (value as { $cloudID?: unknown }).$cloudID;
  return typeof id === 'string' ? id : undefined;
}
