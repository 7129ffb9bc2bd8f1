import type { IncomingMessage } from 'node:http';
import busboy from 'busboy';

/** A request to `/admin`, sent as JSON or as a multipart form. */
export interface Envelope {
  readonly action: string;
  /** Fields of the JSON body, or the text parts of a multipart one. */
  readonly fields: Readonly<Record<string, unknown>>;
  /** The raw parts of a multipart body; empty for JSON. */
  readonly parts: Readonly<Record<string, Buffer>>;
}

/** Protects the emulator's memory only: CloudBase refuses far smaller bodies. */
const maxBodyBytes = 32 * 1024 * 1024;

/** @throws when the body is neither JSON nor multipart */
export async function readEnvelope(request: IncomingMessage): Promise<Envelope> {
  const type = request.headers['content-type'] ?? '';
  const parts = type.startsWith('multipart/form-data') ? await readParts(request) : {};
  const fields = type.startsWith('multipart/form-data')
    ? Object.fromEntries(Object.entries(parts).map(([name, value]) => [name, value.toString()]))
    : asObject(JSON.parse((await readRequestBody(request)).toString()));
  return { action: typeof fields['action'] === 'string' ? fields['action'] : '', fields, parts };
}

/** Reads to the end even beyond the limit, because a sender that is cut off receives no answer. @throws when the body exceeds `limit` */
export async function readRequestBody(request: IncomingMessage, limit = maxBodyBytes): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size <= limit) chunks.push(chunk);
    else chunks.length = 0;
  }
  if (size > limit) throw new Error(`the body is larger than ${limit} bytes`);
  return Buffer.concat(chunks);
}

function readParts(request: IncomingMessage): Promise<Record<string, Buffer>> {
  return new Promise((resolve, reject) => {
    const parts: Record<string, Buffer> = {};
    const reader = busboy({ headers: request.headers, limits: { fieldSize: maxBodyBytes } });
    reader.on('field', (name, value) => (parts[name] = Buffer.from(value)));
    // busboy treats a part with its own content type (protobuf) as a file; its bytes must not be decoded as text.
    reader.on('file', (name, stream) => {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => void chunks.push(chunk));
      stream.on('end', () => (parts[name] = Buffer.concat(chunks)));
    });
    reader.on('close', () => resolve(parts));
    reader.on('error', reject);
    request.on('error', reject);
    request.pipe(reader);
  });
}

function asObject(value: unknown): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new Error('the body is not an object');
  return value as Record<string, unknown>;
}
