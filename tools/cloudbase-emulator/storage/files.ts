import { createHash, createHmac, randomBytes } from 'node:crypto';
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Clock } from '../clock';
import { allowsFile, type StorageOperation, type StorageRules } from '../rules/storage-rules';
import type { State } from '../state';

const tableSchema = `CREATE TABLE IF NOT EXISTS emulator_files (
  path TEXT PRIMARY KEY, content TEXT NOT NULL, bytes INTEGER NOT NULL, uploaded_by TEXT, uploaded_at INTEGER NOT NULL) WITHOUT ROWID`;

/** The default lifetime of a temporary URL: two hours, as the response's `maxAge` says. */
const publicUrlSeconds = 7200;
/** "如果文件是私有的，则链接十分钟有效". https://developers.weixin.qq.com/miniprogram/dev/wxcloudservice/wxcloud/reference-sdk-api/storage/Cloud.getTempFileURL.html */
const privateUrlSeconds = 600;
const uploadSeconds = 900;

const keyCell = 'storage.key';

interface UploadTicket {
  readonly path: string;
  readonly fileID: string;
  readonly authorization: string;
}

/** Cloud storage: contents in the state's folder, paths in its database; every URL is signed and expires. */
export class Files {
  readonly #state: State;
  readonly #clock: Clock;
  readonly #rules: StorageRules;
  readonly #prefix: string;

  constructor(state: State, clock: Clock, env: string, rules: StorageRules) {
    this.#state = state;
    this.#clock = clock;
    this.#rules = rules;
    this.#prefix = `cloud://${env}.${bucketOf(env)}/`;
    state.createTables(tableSchema);
  }

  fileID(path: string): string {
    return this.#prefix + path;
  }

  /** undefined when the fileID belongs to another environment. */
  pathOf(fileID: string): string | undefined {
    return fileID.startsWith(this.#prefix) ? fileID.slice(this.#prefix.length) : undefined;
  }

  has(path: string): boolean {
    return this.#contentOf(path) !== undefined;
  }

  /** Stores the content before its path, so that a crash leaves no path without content. */
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

  /** The uploader's openid; null when a function uploaded the file. */
  creatorOf(path: string): string | null | undefined {
    const found = 'SELECT uploaded_by AS creator FROM emulator_files WHERE path = ?';
    return this.#state.one<{ creator: string | null }>(found, path)?.creator;
  }

  /** Tells whether the bucket's rule lets a person read, or write, this path. A file that does not exist yet counts as the writer's. */
  allows(operation: StorageOperation, path: string, openid: string | null): boolean {
    const creator = this.creatorOf(path);
    const isNew = operation === 'write' && creator === undefined;
    return allowsFile(this.#rules, operation, openid, { path, openid: isNew ? openid : (creator ?? null) });
  }

  /** The life of a temporary URL that was asked for without one. */
  urlSeconds(path: string): number {
    return this.allows('read', path, null) ? publicUrlSeconds : privateUrlSeconds;
  }

  /** Returns false when there is no such file. */
  remove(path: string): boolean {
    const content = this.#contentOf(path);
    if (content === undefined) return false;
    this.#state.run('DELETE FROM emulator_files WHERE path = ?', path);
    rmSync(join(this.#state.filesFolder, content), { force: true });
    return true;
  }

  /** Allows one path to be uploaded for a limited time. */
  uploadTicket(path: string): UploadTicket {
    return { path, fileID: this.fileID(path), authorization: this.#sign('put', path, uploadSeconds) };
  }

  mayPut(path: string, authorization: string): boolean {
    return this.#isValid('put', path, authorization);
  }

  /** The `sign` parameter of a temporary URL. */
  downloadSignature(path: string, seconds: number): string {
    return this.#sign('get', path, seconds);
  }

  mayGet(path: string, signature: string): boolean {
    return this.#isValid('get', path, signature);
  }

  #contentOf(path: string): string | undefined {
    return this.#state.one<{ content: string }>('SELECT content FROM emulator_files WHERE path = ?', path)?.content;
  }

  #sign(verb: string, path: string, seconds: number): string {
    const until = Math.floor(this.#clock.now() / 1000) + seconds;
    return `${until}-${this.#hmac(verb, path, until)}`;
  }

  #isValid(verb: string, path: string, signature: string): boolean {
    const [until = '', hmac] = signature.split('-');
    return Number(until) * 1000 > this.#clock.now() && hmac === this.#hmac(verb, path, Number(until));
  }

  #hmac(verb: string, path: string, until: number): string {
    return createHmac('sha256', this.#key()).update(`${verb}\n${path}\n${until}`).digest('hex').slice(0, 32);
  }

  #key(): string {
    const stored = this.#state.getCell<string | null>(keyCell, null);
    if (stored !== null) return stored;
    const key = randomBytes(16).toString('hex');
    this.#state.setCell(keyCell, key);
    return key;
  }
}

/** A name in the form of real buckets, such as `6465-demo-1300000000`. */
function bucketOf(env: string): string {
  return `${Buffer.from(env.slice(0, 2)).toString('hex')}-${env}-1300000000`;
}

/** Tells whether COS accepts the path: no leading slash, no `..`, at most 850 bytes. https://cloud.tencent.com/document/product/436/13324 */
export function isCloudPath(path: string): boolean {
  return path !== '' && Buffer.byteLength(path) <= 850 && !path.startsWith('/') && !path.split('/').includes('..');
}
