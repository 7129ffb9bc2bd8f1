import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestEmulator, type TestEmulator } from '../fixtures/test-emulator';

let testEmulator: TestEmulator;
beforeAll(async () => {
  testEmulator = await startTestEmulator();
});
afterAll(() => testEmulator.stop());

interface Answered {
  readonly status: number;
  readonly body: unknown;
}

async function send(method: string, path: string, body?: string | Uint8Array<ArrayBuffer>): Promise<Answered> {
  const response = await fetch(`${testEmulator.running.url}${path}`, {
    method,
    ...(body === undefined ? {} : { body }),
  });
  const text = await response.text();
  return { status: response.status, body: text === '' ? '' : (JSON.parse(text) as unknown) };
}

const postPaths = [
  ...['call', 'pay/confirm', 'pay/next', 'pay/refuse', 'timers', 'clock', 'cloudID', 'faults', 'openapi/next'],
  ...[
    'messages/accept',
    'pushes',
    'collections',
    'collections/notes',
    'database',
    'storage/urls',
    'storage/delete',
    'state/save',
  ],
  'database/client',
  ...['state/load', 'idle', 'reset'],
];

const malformedBodies: readonly [name: string, body: string | Uint8Array<ArrayBuffer>][] = [
  ['a body that is not JSON', '{"a":'],
  ['a body of bytes', new Uint8Array([0xff, 0xfe, 0x00])],
  ['a number', '5'],
  ['null', 'null'],
  ['a list', '[]'],
  ['an unknown key', '{"surely no key of anything": 1}'],
  ['prototype keys', '{"__proto__": {"a": 1}, "constructor": 5}'],
  [
    'values of the wrong type',
    '{"function": 5, "name": {}, "outcome": "x", "count": -1, "as": [], "documents": {}, "fileIDs": 1}',
  ],
  ['deep nesting', '['.repeat(20_000)],
];

it.each(malformedBodies)('Every route refuses %s with a sentence', async (_name, body) => {
  for (const path of postPaths) {
    const answered = await send('POST', `/_emulator/${path}`, body);
    const sentence = { error: { message: expect.stringMatching(/\w{2}/) as string } };
    expect({ path, ...answered }).toEqual({ path, status: 400, body: sentence });
  }
});

describe('malformed requests', () => {
  it.each([
    ['GET', '/_emulator/collections/notes?query={', 400],
    ['GET', '/_emulator/collections/notes?query=[]', 400],
    ['GET', '/_emulator/collections/notes?query={"$foo":1}', 400],
    ['GET', '/_emulator/collections/notes?limit=-1', 400],
    ['GET', '/_emulator/collections/notes?limit=many', 400],
    ['GET', '/_emulator/collections/notes?sort={"a":7}', 400],
    ['GET', '/_emulator/collections/nowhere', 400],
    ['GET', '/_emulator/collections/%E0%A4%A', 400],
    ['GET', '/_emulator/calls?since=-1', 400],
    ['GET', '/_emulator/calls?since=x', 400],
    ['POST', '/_emulator/timers/nobody/run', 400],
    ['POST', '/_emulator/timers/../run', 404],
    ['POST', '/_emulator/storage/upload', 400],
    ['POST', '/_emulator/storage/upload?path=../../etc/passwd', 400],
    ['PATCH', '/_emulator/faults', 404],
    ['GET', '/_emulator/nothing', 404],
    ['GET', '/cos/%E0%A4%A', 400],
    ['GET', '//', 404],
  ])('The request %s %s is answered %i', async (method, path, status) => {
    const { status: answered, body } = await send(method, path).catch((error: unknown) => ({
      status: 0,
      body: String(error),
    }));
    expect([answered, body]).toEqual([status, { error: { message: expect.any(String) as string } }]);
  });
});

describe('malformed requests to /admin', () => {
  const credential = { authorization: 'TC3-HMAC-SHA256 Credential=demo-operator/x/tcb' };
  const admin = async (body: string, type = 'application/json'): Promise<unknown> => {
    const headers = { ...credential, 'content-type': type };
    const response = await fetch(`${testEmulator.running.url}/admin?env=demo-test`, { method: 'POST', body, headers });
    expect(response.status).toBe(200);
    return response.json();
  };

  it.each([
    ['a body that is not JSON', '{'],
    ['a list', '[]'],
    ['a missing action', '{}'],
    ['an unknown action', '{"action": "database.dropEverything"}'],
    ['an action named like an inherited property', '{"action": "toString"}'],
    ['a call without a function', '{"action": "functions.invokeFunction"}'],
    [
      'a call whose event is not JSON',
      '{"action": "functions.invokeFunction", "function_name": "probe", "request_data": "{"}',
    ],
    ['documents of the wrong type', '{"action": "database.insertDocument", "collectionName": "notes", "data": [5]}'],
    ['a pay call without its method', '{"action": "wx.wxPayApi"}'],
    ['a file without a path', '{"action": "storage.getUploadMetadata"}'],
  ])('/admin answers %s with an error code', async (_name, body) => {
    expect(await admin(body)).toMatchObject({
      code: expect.any(String) as string,
      message: expect.any(String) as string,
    });
  });

  it('/admin refuses an incomplete form', async () => {
    const form = '--b\r\ncontent-disposition: form-data; name="action"\r\n\r\nwx.openApi';
    expect(await admin(form, 'multipart/form-data; boundary=b')).toMatchObject({ code: expect.any(String) as string });
    expect(await admin('', 'multipart/form-data')).toMatchObject({ code: expect.any(String) as string });
  });

  it('/admin refuses an openapi call that is not protobuf', async () => {
    const part = (name: string, value: string, more = ''): string =>
      `--b\r\ncontent-disposition: form-data; name="${name}"${more}\r\n\r\n${value}\r\n`;
    const file = '; filename="x"\r\ncontent-type: application/octet-stream';
    const form = `${part('action', 'wx.openApi')}${part('apiName', 'wxacode.get')}${part('requestData', '\x0f\xff', file)}--b--\r\n`;
    expect(await admin(form, 'multipart/form-data; boundary=b')).toMatchObject({ code: 'INVALID_PARAM' });
  });
});

it('A connection that does not speak HTTP does not disturb others', async () => {
  const socket = connect(testEmulator.running.port, '127.0.0.1');
  socket.on('error', () => undefined);
  socket.write('\0\0garbage\r\n\r\n');
  expect(await testEmulator.probe({ op: 'nothing' })).toBeNull();
  socket.destroy();
});
