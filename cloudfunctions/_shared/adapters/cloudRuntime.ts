import { createHash, randomUUID } from 'node:crypto';
import { readPermyriad } from '../../../domain/money';
import type { Ports, QrReader, Store } from '../ports';
import type { Platform, PlatformCall } from '../runtime/serve';
import { content } from './content';
import { readStoredFile } from './files';
import { payments } from './payments';
import { sdk, wxContext } from './sdk';
import { secretsOf } from './secrets';
import { store } from './store';

const text = (value: unknown): string => (typeof value === 'string' ? value : '');

const ports: Omit<Ports<Store>, 'log'> = {
  store,
  payments,
  content,
  secrets: secretsOf(() => process.env['CONFIDENTIAL_KEYS'] ?? ''),
  files: {
    get environment() {
      return text(wxContext()['ENV']);
    },
    async temporaryUrls(fileIds) {
      if (fileIds.length === 0) return [];
      const { fileList } = await sdk.getTempFileURL({ fileList: fileIds });
      const urls = new Map(fileList.map((file) => [file.fileID, file.tempFileURL]));
      return fileIds.map((fileId) => urls.get(fileId) || null);
    },
    read: readStoredFile,
  },
  qrReader: {
    read: () => Promise.reject(new Error('the registry does not list this function with readsQrs')),
  },
  clock: { now: () => new Date() },
  hash: (text) => createHash('sha256').update(text).digest('hex').slice(0, 32),
  settings: {
    get subMchId() {
      return process.env['SUB_MCH_ID'] ?? '';
    },
    get commissionPermyriad() {
      return readPermyriad(process.env['COMMISSION_PERMYRIAD'] ?? '');
    },
    get admins() {
      const named = (process.env['ADMIN_OPENIDS'] ?? '').split(',').map((openid) => openid.trim());
      return named.filter((openid) => openid !== '');
    },
  },
};

/**
 * Only the second argument of `main` carries the platform's id of a call (docs/platform.md, Cloud functions). Where there is none, as in
 * local debugging, a call gets an id of its own, so that its lines and its answer still name each other.
 */
function traceIdOf(context: unknown): string {
  const hasId = typeof context === 'object' && context !== null && 'request_id' in context;
  return (hasId ? text(context.request_id) : '') || randomUUID();
}

const logOf = ({ traceId }: PlatformCall): Ports['log'] => ({
  warn: (what, details) => console.warn(JSON.stringify({ warning: what, traceId, ...details })),
});

function call(context: unknown): PlatformCall {
  const caller = wxContext();
  const openid = text(caller['OPENID']);
  return {
    openid: openid === '' ? null : openid,
    // A chain of calls is written `wx_client,scf`: what began it is what counts.
    origin: text(caller['SOURCE']).split(',')[0] ?? '',
    clientIp: text(caller['CLIENTIP']) || '127.0.0.1',
    traceId: traceIdOf(context),
  };
}

/**
 * CloudBase, by wx-server-sdk. Reads `SUB_MCH_ID` (the merchant), `ADMIN_OPENIDS` (the first operators), `COMMISSION_PERMYRIAD` (what the
 * operator keeps), `CONFIDENTIAL_KEYS` and `CHECK_ANSWERS` (`1`: answers are parsed too).
 */
export const cloudRuntime: Platform = {
  ports: (call) => ({ ...ports, log: logOf(call) }),
  call,
  checksAnswers: process.env['CHECK_ANSWERS'] === '1',
};

/** The runtime of a function that reads QRs. */
export const withQrReader = (runtime: Platform, qrReader: QrReader): Platform => ({
  ...runtime,
  ports: (call) => ({ ...runtime.ports(call), qrReader }),
});
