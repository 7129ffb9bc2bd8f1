import { createHash, createHmac, randomBytes } from 'node:crypto';
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Clock } from '../clock';
import type { State } from '../state';

const tableSchema = `CREATE TABLE IF NOT EXISTS emulator_files (
  path TEXT PRIMARY KEY, content TEXT NOT NULL, bytes INTEGER NOT NULL, uploaded_by TEXT, uploaded_at INTEGER NOT NULL) WITHOUT ROWID`;

/** How long a temporary URL lives when nobody says: two hours, as the wire answers (`maxAge`). */
export const defaultUrlSeconds = 7200;
const uploadSeconds = 900;

export interface UploadTicket {
  readonly path: string;
  readonly fileID: string;
  readonly authorization: string;
}

/** Cloud storage: files in the state's folder, their names in its database, every URL signed and short-lived. */
export class Files {
  readonly #state: State;
  readonly #clock: Clock;
  readonly #prefix: string;

  constructor(state: State, clock: Clock, env: string) {
    this.#state = state;
    this.#clock = clock;
    this.#prefix = `cloud://${env}.${bucketOf(env)}/`;
    state.define(tableSchema);
  }

  fileID(path: string): string {
    return this.#prefix + path;
  }

  /** undefined when the fileID is not of this environment. */
  pathOf(fileID: string): string | undefined {
    return fileID.startsWith(this.#prefix) ? fileID.slice(this.#prefix.length) : undefined;
  }

  has(path: string): boolean {
    return this.#contentOf(path) !== undefined;
  }

  /** The content is in place before its name is, so a crash leaves no name without content. */
  write(path: string, content: Buffer, uploadedBy: string | null): void {
    const name = createHash('sha256').update(path).update(randomBytes(8)).digest('hex');
    const target = join(this.#state.filesFolder, name);
    writeFileSync(`${target}.partial`, content);
    renameSync(`${target}.partial`, target);
    const replaced = this.#contentOf(path);
    this.#state.run(
      'INSERT OR REPLACE INTO emulator_files (path, content, bytes, uploaded_by, uploaded_at) VALUES (?, ?, ?, ?, ?)',
      path,
      name,
      content.length,
      uploadedBy,
      this.#clock.now(),
    );
    if (replaced !== undefined) rmSync(join(this.#state.filesFolder, replaced), { force: true });
  }

  read(path: string): Buffer | undefined {
    const content = this.#contentOf(path);
    return content === undefined ? undefined : readFileSync(join(this.#state.filesFolder, content));
  }

  /** The openid of who uploaded it, null when a function did. */
  creatorOf(path: string): string | null | undefined {
    const found = 'SELECT uploaded_by AS creator FROM emulator_files WHERE path = ?';
    return this.#state.one<{ creator: string | null }>(found, path)?.creator;
  }

  /** false when there was no such file. */
  remove(path: string): boolean {
    const content = this.#contentOf(path);
    if (content === undefined) return false;
    this.#state.run('DELETE FROM emulator_files WHERE path = ?', path);
    rmSync(join(this.#state.filesFolder, content), { force: true });
    return true;
  }

  /** Leave to put this one file, for a while. */
  uploadTicket(path: string): UploadTicket {
    return { path, fileID: this.fileID(path), authorization: this.#seal('put', path, uploadSeconds) };
  }

  mayPut(path: string, authorization: string): boolean {
    return this.#holds('put', path, authorization);
  }

  /** Query of a temporary URL. */
  readSeal(path: string, seconds: number): string {
    return this.#seal('get', path, seconds);
  }

  mayGet(path: string, seal: string): boolean {
    return this.#holds('get', path, seal);
  }

  #contentOf(path: string): string | undefined {
    return this.#state.one<{ content: string }>('SELECT content FROM emulator_files WHERE path = ?', path)?.content;
  }

  #seal(verb: string, path: string, seconds: number): string {
    const until = Math.floor(this.#clock.now() / 1000) + seconds;
    return `${until}-${this.#signature(verb, path, until)}`;
  }

  #holds(verb: string, path: string, seal: string): boolean {
    const [until = '', signature] = seal.split('-');
    return Number(until) * 1000 > this.#clock.now() && signature === this.#signature(verb, path, Number(until));
  }

  #signature(verb: string, path: string, until: number): string {
    return createHmac('sha256', this.#key()).update(`${verb}\n${path}\n${until}`).digest('hex').slice(0, 32);
  }

  #key(): string {
    const kept = this.#state.cell<string | undefined>('storage.key', undefined);
    if (kept !== undefined) return kept;
    const key = randomBytes(16).toString('hex');
    this.#state.keep('storage.key', key);
    return key;
  }
}

/** Real buckets look like `6465-demo-1300000000`. */
function bucketOf(env: string): string {
  return `${Buffer.from(env.slice(0, 2)).toString('hex')}-${env}-1300000000`;
}

/** A path in the cloud: no leading slash, no step upwards, within COS's 850 bytes. https://cloud.tencent.com/document/product/436/13324 */
export function isCloudPath(path: string): boolean {
  return path !== '' && Buffer.byteLength(path) <= 850 && !path.startsWith('/') && !path.split('/').includes('..');
}
