import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { eventually } from './support/eventually';
import { createPreview, type Preview } from '../index';

let folder = '';
let preview: Preview;
let server: Server;

beforeEach(async () => {
  folder = join(mkdtempSync(join(tmpdir(), 'preview-watch-')), 'app');
  write('one');
  preview = createPreview({ miniprogramDir: folder, npmDirs: [], people: ['alice'], watch: true });
  server = createServer((request, response) => void preview.handle(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});

afterEach(() => {
  preview.close();
  server.close();
  rmSync(join(folder, '..'), { recursive: true, force: true });
});

function write(text: string): void {
  cpSync(fileURLToPath(new URL('../fixtures/plain', import.meta.url)), folder, { recursive: true });
  writeFileSync(join(folder, 'index/index.wxml'), `<view>${text}</view>`);
}

async function get(path: string): Promise<string> {
  const response = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`);
  return response.text();
}

const templates = () => get('/_preview/templates.js');

it('The preview rebuilds when a file changes, even after the folder was deleted and recreated', async () => {
  expect(await templates()).toContain('"one"');
  write('two');
  await eventually(templates).toContain('"two"');
  rmSync(folder, { recursive: true });
  write('three');
  await eventually(templates).toContain('"three"');
});

it('The preview shows the error of a failed build and recovers from it', async () => {
  writeFileSync(join(folder, 'app.js'), 'App({');
  await eventually(() => get('/?as=alice')).toContain('app.js');
  writeFileSync(join(folder, 'app.js'), 'App({});');
  await eventually(() => get('/?as=alice')).toContain('/_preview/host.js');
});
