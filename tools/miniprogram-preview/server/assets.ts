import { createReadStream, existsSync, readFileSync, statSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { createRequire } from 'node:module';
import { dirname, extname, join, normalize } from 'node:path';

const types: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.map': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.jpeg': 'image/jpeg',
  '.gif': 'image/gif',
  '.webp': 'image/webp',
  '.woff2': 'font/woff2',
  '.mp3': 'audio/mpeg',
  '.mp4': 'video/mp4',
};

const fontDir = dirname(createRequire(import.meta.url).resolve('@fontsource-variable/noto-sans-sc/package.json'));

/** Answers with text; the name's extension determines the content type. */
export function sendText(response: ServerResponse, name: string, text: string, status = 200): void {
  response.writeHead(status, {
    'content-type': types[extname(name)] ?? 'text/plain; charset=utf-8',
    'cache-control': 'no-cache',
  });
  response.end(text);
}

/** Answers with a file, or 404. */
export function sendFile(response: ServerResponse, file: string, cacheSeconds = 0): void {
  if (!existsSync(file) || !statSync(file).isFile()) {
    sendText(response, 'missing.txt', 'no such file', 404);
    return;
  }
  const caching = cacheSeconds > 0 ? `max-age=${cacheSeconds}` : 'no-cache';
  response.writeHead(200, {
    'content-type': types[extname(file)] ?? 'application/octet-stream',
    'cache-control': caching,
  });
  createReadStream(file).pipe(response);
}

/**
 * Serves a Chinese font for machines without one, split by character so that the browser fetches only what it shows.
 */
export function sendFont(response: ServerResponse, name: string): void {
  if (name === 'fonts.css') {
    sendText(response, name, createFontFaces());
    return;
  }
  const oneDaySeconds = 86_400;
  sendFile(response, join(fontDir, 'files', normalize(`/${name}`)), oneDaySeconds);
}

/**
 * Component libraries name PingFang SC, then Microsoft YaHei, and then no Chinese font. The font is therefore also
 * served under the second name, for machines that don't have it.
 */
function createFontFaces(): string {
  const own = readFileSync(join(fontDir, 'index.css'), 'utf8').replaceAll('./files/', '/_preview/fonts/');
  const alias = own
    .replaceAll("'Noto Sans SC Variable'", "'Microsoft YaHei'")
    .replaceAll('src: url(', "src: local('Microsoft YaHei'), url(");
  return `${own}\n${alias}`;
}
