import type { IncomingMessage, ServerResponse } from 'node:http';
import { basename } from 'node:path';
import { buildMiniProgram, type Build } from './build/index';
import { renderIcon } from './build/icons';
import { Sources } from './build/sources';
import { sendFile, sendFont, sendText } from './server/assets';
import { forwardToControlApi } from './server/control-proxy';
import { renderDocument } from './server/document';
import { proxyRequest } from './server/request-proxy';
import { getHostBundle } from './server/host-bundle';
import { ReloadListeners, watchFolder } from './server/live-reload';

export { launchBrowser } from './launch-browser';

export interface PreviewOptions {
  /** Folder that contains app.json, or a project.config.json that leads to it. */
  miniprogramDir: string;
  /** `node_modules` folders for components outside `miniprogram_npm`. Defaults to those above `miniprogramDir`. */
  npmDirs?: string[];
  /**
   * Origin of the emulator, to which this handler forwards requests. Omit it when the emulator serves this very origin;
   * `false` when there is none.
   */
  emulatorUrl?: string | false;
  /** People to choose from. The first uses the phone at the start. */
  people: string[];
  /** Rebuilds and reloads the browser when a file changes. Defaults to false. */
  watch?: boolean;
}

export interface Preview {
  /**
   * Answers `/` and everything under `/_preview/`. Resolves to false, with the response untouched, for any other path.
   */
  handle(request: IncomingMessage, response: ServerResponse): Promise<boolean>;
  /** Rebuilds the mini-program and resolves to the build's warnings. Rejects with the message of a failed build. */
  rebuild(): Promise<string[]>;
  close(): void;
}

const base = '/_preview';
const controlPath = `${base}/control`;
const requestProxyPath = `${base}/request`;

/** Creates a request handler that runs a mini-program in a browser. The first request waits for the first build. */
export function createPreview(options: PreviewOptions): Preview {
  const { miniprogramDir, npmDirs, people, emulatorUrl, watch = false } = options;
  const listeners = new ReloadListeners();
  const sources = new Sources(miniprogramDir, npmDirs);
  let version = 0;
  let build: Promise<Build> | undefined;

  const getBuild = (): Promise<Build> =>
    (build ??= buildMiniProgram({ miniprogramDir, base, ...(npmDirs && { npmDirs }) }));
  const rebuild = async (): Promise<string[]> => {
    build = undefined;
    version += 1;
    const { warnings } = await getBuild().finally(() => listeners.notify());
    return warnings;
  };
  const watcher = watch ? watchFolder(miniprogramDir, () => void rebuild().catch(reportError)) : undefined;

  const sendDocument = async (response: ServerResponse): Promise<void> => {
    const problems = await getBuild().then(() => undefined, formatError);
    const config = { name: basename(miniprogramDir), people, emulator: emulatorUrl !== false };
    sendText(response, 'index.html', renderDocument({ config, version, watch, problems }));
  };
  const sendBuildFile = async (response: ServerResponse, name: string): Promise<void> => {
    const text = (await getHostBundle()).get(name) ?? (await getBuild()).files.get(name);
    sendText(response, name, text ?? 'no such file', text === undefined ? 404 : 200);
  };
  const sendAsset = async (response: ServerResponse, path: string): Promise<void> => {
    const [kind = '', ...rest] = path.split('/');
    const name = decodeURIComponent(rest.join('/'));
    if (kind === 'changes') listeners.add(response);
    else if (kind === 'fonts') sendFont(response, name);
    else if (kind === 'icons')
      sendText(response, name, renderIcon(name.replace(/\.svg$/, '')) ?? '<svg xmlns="http://www.w3.org/2000/svg"/>');
    else if (kind === 'files' && !name.split('/').includes('..')) sendFile(response, sources.locate(name));
    else await sendBuildFile(response, kind);
  };

  const sendControlAnswer = (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const origin = emulatorUrl || `http://${request.headers.host ?? 'localhost'}`;
    return forwardToControlApi(request, response, origin, (request.url ?? '').slice(controlPath.length));
  };

  return {
    rebuild,
    handle: async (request, response) => {
      const { pathname } = new URL(request.url ?? '/', 'http://localhost');
      if (pathname === '/') await sendDocument(response);
      else if (pathname === requestProxyPath) await proxyRequest(request, response);
      else if (pathname.startsWith(controlPath)) await sendControlAnswer(request, response);
      else if (pathname.startsWith(`${base}/`)) await sendAsset(response, pathname.slice(base.length + 1));
      else return false;
      return true;
    },
    close: () => {
      watcher?.close();
      listeners.close();
    },
  };
}

function formatError(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function reportError(error: unknown): void {
  process.stderr.write(`preview: ${formatError(error)}\n`);
}
