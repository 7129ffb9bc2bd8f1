import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { raiseStage } from '../fixtures/stage';
import type { Stage } from '../fixtures/stage';

let stage: Stage;
beforeAll(async () => {
  stage = await raiseStage();
});
afterAll(() => stage.end());

interface Answered {
  readonly status: number;
  readonly body: unknown;
}

async function knock(method: string, path: string, body?: string | Uint8Array<ArrayBuffer>): Promise<Answered> {
  const response = await fetch(`${stage.emulator.url}${path}`, { method, ...(body === undefined ? {} : { body }) });
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

const rubbish: readonly [name: string, body: string | Uint8Array<ArrayBuffer>][] = [
  ['no JSON', '{"a":'],
  ['bytes', new Uint8Array([0xff, 0xfe, 0x00])],
  ['a number', '5'],
  ['null', 'null'],
  ['a list', '[]'],
  ['an unknown key', '{"surely no key of anything": 1}'],
  ['prototypes', '{"__proto__": {"a": 1}, "constructor": 5}'],
  [
    'everything wrong',
    '{"function": 5, "name": {}, "fate": "x", "count": -1, "as": [], "documents": {}, "fileIDs": 1}',
  ],
  ['nested without end', '['.repeat(20_000)],
];

it.each(rubbish)('%s is refused with a sentence by every door', async (_name, body) => {
  for (const path of postPaths) {
    const answered = await knock('POST', `/_emulator/${path}`, body);
    const sentence = { error: { message: expect.stringMatching(/\w{2}/) as string } };
    expect({ path, ...answered }).toEqual({ path, status: 400, body: sentence });
  }
});

describe('a question that makes no sense', () => {
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
  ])('%s %s is answered %i', async (method, path, status) => {
    const { status: answered, body } = await knock(method, path).catch((error: unknown) => ({
      status: 0,
      body: String(error),
    }));
    expect([answered, body]).toEqual([status, { error: { message: expect.any(String) as string } }]);
  });
});

describe('what is sent to CloudBase’s own door', () => {
  const credential = { authorization: 'TC3-HMAC-SHA256 Credential=demo-operator/x/tcb' };
  const admin = async (body: string, type = 'application/json'): Promise<unknown> => {
    const headers = { ...credential, 'content-type': type };
    const response = await fetch(`${stage.emulator.url}/admin?env=demo-test`, { method: 'POST', body, headers });
    expect(response.status).toBe(200);
    return response.json();
  };

  it.each([
    ['no JSON', '{'],
    ['a list', '[]'],
    ['no action', '{}'],
    ['an unknown action', '{"action": "database.dropEverything"}'],
    ['an action that every object has', '{"action": "toString"}'],
    ['a call of nothing', '{"action": "functions.invokeFunction"}'],
    [
      'a call with an event that is no JSON',
      '{"action": "functions.invokeFunction", "function_name": "probe", "request_data": "{"}',
    ],
    ['documents that are none', '{"action": "database.insertDocument", "collectionName": "notes", "data": [5]}'],
    ['a pay call without its method', '{"action": "wx.wxPayApi"}'],
    ['a file without a path', '{"action": "storage.getUploadMetadata"}'],
  ])('%s comes back with a code', async (_name, body) => {
    expect(await admin(body)).toMatchObject({
      code: expect.any(String) as string,
      message: expect.any(String) as string,
    });
  });

  it('half a form is refused', async () => {
    const form = '--b\r\ncontent-disposition: form-data; name="action"\r\n\r\nwx.openApi';
    expect(await admin(form, 'multipart/form-data; boundary=b')).toMatchObject({ code: expect.any(String) as string });
    expect(await admin('', 'multipart/form-data')).toMatchObject({ code: expect.any(String) as string });
  });

  it('an openapi call that is no protobuf is refused', async () => {
    const part = (name: string, value: string, more = ''): string =>
      `--b\r\ncontent-disposition: form-data; name="${name}"${more}\r\n\r\n${value}\r\n`;
    const file = '; filename="x"\r\ncontent-type: application/octet-stream';
    const form = `${part('action', 'wx.openApi')}${part('apiName', 'wxacode.get')}${part('requestData', '\x0f\xff', file)}--b--\r\n`;
    expect(await admin(form, 'multipart/form-data; boundary=b')).toMatchObject({ code: 'INVALID_PARAM' });
  });
});

it('something that speaks no HTTP does not disturb others', async () => {
  const socket = connect(stage.emulator.port, '127.0.0.1');
  socket.on('error', () => undefined);
  socket.write('\0\0garbage\r\n\r\n');
  expect(await stage.probe({ op: 'nothing' })).toBeNull();
  socket.destroy();
});
