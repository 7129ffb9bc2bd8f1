import { asyncApi, type Call, ApiFailure } from './async-api';
import { readAsBlob, createTemporaryFile } from './files';
import { parseAllowedUrl, sendRequest } from './http';
import { toText } from '../text';

interface Request {
  url: string;
  method?: string;
  data?: unknown;
  header?: Record<string, unknown>;
  dataType?: string;
  responseType?: string;
  timeout?: number;
}

const defaultTimeoutMs = 60_000;
const withoutBody = new Set(['GET', 'HEAD']);

function encodeForm(data: object): string {
  return new URLSearchParams(
    Object.entries(data).map(([name, value]) => [
      name,
      typeof value === 'object' ? JSON.stringify(value) : toText(value),
    ]),
  ).toString();
}

/** GET puts data into the query. Other methods encode it by content type, JSON by default. */
function createBody(url: URL, method: string, data: unknown, type: string): BodyInit | undefined {
  if (data === undefined || data === null) return undefined;
  if (typeof data === 'string' || data instanceof ArrayBuffer) return withoutBody.has(method) ? undefined : data;
  if (withoutBody.has(method)) {
    url.search = [url.search.slice(1), encodeForm(data)].filter(Boolean).join('&');
    return undefined;
  }
  return type.includes('x-www-form-urlencoded') ? encodeForm(data) : JSON.stringify(data);
}

function addContentType(header: Record<string, unknown>): Record<string, unknown> {
  const named = Object.keys(header).some((name) => name.toLowerCase() === 'content-type');
  return named ? header : { 'content-type': 'application/json', ...header };
}

function parseBody(bytes: ArrayBuffer, { dataType = 'json', responseType = 'text' }: Request): unknown {
  if (responseType === 'arraybuffer') return bytes;
  const decoded = new TextDecoder().decode(bytes);
  if (dataType !== 'json') return decoded;
  try {
    return JSON.parse(decoded) as unknown;
  } catch {
    return decoded;
  }
}

/** Fails with `request:fail abort` or `request:fail timeout`, like WeChat. */
async function withTimeout<T>(timeoutMs: number, abort: AbortController, work: Promise<T>): Promise<T> {
  const timer = setTimeout(() => abort.abort('timeout'), timeoutMs);
  try {
    return await work;
  } catch (error) {
    throw abort.signal.aborted ? new ApiFailure(String(abort.signal.reason), { errno: 5 }) : error;
  } finally {
    clearTimeout(timer);
  }
}

/** These APIs return a task, never a promise. */
function createTask<O extends object>(
  name: string,
  work: (options: O & Call, abort: AbortController) => Promise<object>,
): (options: O & Call) => object {
  return (options) => {
    const abort = new AbortController();
    const settled = asyncApi<O>(name, (given) => work(given, abort))(options);
    settled?.catch(() => undefined);
    const ignore = (): void => undefined;
    const listening = ['HeadersReceived', 'ChunkReceived', 'ProgressUpdate'].flatMap((event) => [
      `on${event}`,
      `off${event}`,
    ]);
    return { abort: () => abort.abort('abort'), ...Object.fromEntries(listening.map((event) => [event, ignore])) };
  };
}

/** `wx.request`, `wx.uploadFile` and `wx.downloadFile`, to servers on this machine. */
export const requests = {
  request: createTask<Request>('request', async (options, abort) => {
    const { url, data, header = {}, timeout = defaultTimeoutMs } = options;
    const method = (options.method ?? 'GET').toUpperCase();
    const target = parseAllowedUrl(url);
    const headers = addContentType(header);
    const type = toText(Object.entries(headers).find(([name]) => name.toLowerCase() === 'content-type')?.[1]);
    const body = createBody(target, method, data, type);
    const answer = await withTimeout(timeout, abort, sendRequest(target, method, headers, body, abort.signal));
    const { statusCode, header: answered, cookies, bytes } = answer;
    return { statusCode, header: answered, cookies, data: parseBody(bytes, options) };
  }),
  uploadFile: createTask<{
    url: string;
    filePath: string;
    name: string;
    formData?: object;
    header?: Record<string, unknown>;
  }>('uploadFile', async ({ url, filePath, name, formData = {}, header = {} }, abort) => {
    const form = new FormData();
    for (const [key, value] of Object.entries(formData)) form.append(key, toText(value));
    form.append(name, await readAsBlob(filePath), filePath.split('/').pop());
    const { statusCode, bytes } = await sendRequest(parseAllowedUrl(url), 'POST', header, form, abort.signal);
    return { statusCode, data: new TextDecoder().decode(bytes) };
  }),
  downloadFile: createTask<{ url: string; header?: Record<string, unknown> }>(
    'downloadFile',
    async ({ url, header = {} }, abort) => {
      const { statusCode, bytes } = await sendRequest(parseAllowedUrl(url), 'GET', header, undefined, abort.signal);
      const ending = /\.(\w+)$/.exec(new URL(url).pathname)?.[1] ?? 'bin';
      return { statusCode, tempFilePath: await createTemporaryFile(new Blob([bytes]), ending) };
    },
  ),
};
