import { session } from './session';

/** The emulator refused a request, or there is no emulator. `message` comes from the emulator. */
export class ControlApiError extends Error {}

/** Calls the emulator's control API. A body makes the request a POST. */
export async function callControlApi<T>(path: string, body?: unknown): Promise<T> {
  const raw = body instanceof Blob || body instanceof ArrayBuffer;
  const init: RequestInit =
    body === undefined
      ? {}
      : {
          method: 'POST',
          headers: { 'content-type': raw ? 'application/octet-stream' : 'application/json' },
          body: raw ? body : JSON.stringify(body),
        };
  return sendRequest<T>(path, init);
}

async function sendRequest<T>(path: string, init: RequestInit): Promise<T> {
  if (!session.emulator) throw new ControlApiError('no emulator: the preview was started without one');
  const response = await fetch(`/_preview/control${path === '' ? '' : '/'}${path}`, init).catch((error: unknown) => {
    throw new ControlApiError(
      `the emulator does not answer (${error instanceof Error ? error.message : String(error)})`,
    );
  });
  const answer = (await response.json().catch(() => ({}))) as T & { error?: { message?: string } };
  const status = Number(response.headers.get('x-control-status') ?? response.status);
  if (status >= 400) throw new ControlApiError(answer.error?.message ?? `the emulator answered ${status} to ${path}`);
  return answer;
}
