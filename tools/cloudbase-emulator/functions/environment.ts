import type { Settings } from '../options';
import type { Session } from '../sessions';
import type { FunctionFolder } from './folder';

const region = 'ap-shanghai';

/** Facts about one invocation that its session does not hold. */
export interface InvocationFacts {
  /** The event's top-level fields that the platform replaced by open data. */
  readonly openDataKeys?: readonly string[];
  /** True if a timer trigger fired it; such a call carries another token and no identity. */
  readonly timer?: boolean;
}

/** The environment before the first invocation: the SDK reads some of it while loading (docs/protocol.md#environment). */
export function loadEnvironment(settings: Settings, source: FunctionFolder): Record<string, string> {
  return {
    PATH: '/usr/local/bin:/usr/bin:/bin',
    TZ: 'UTC',
    ...settings.environment,
    ...source.environment,
    TENCENTCLOUD_RUNENV: 'SCF',
    TENCENTCLOUD_REGION: region,
    SCF_NAMESPACE: settings.env,
    TCB_ENV: settings.env,
  };
}

/** The whole of `process.env` during one invocation. */
export function invocationEnvironment(
  base: Readonly<Record<string, string>>,
  settings: Settings,
  session: Session,
  facts: InvocationFacts,
  adminUrl: string,
): Record<string, string> {
  const wx = wxContext(settings, session, facts);
  return {
    ...base,
    // The SDK appends "?env=…" to this URL only when it holds no "?" itself.
    TCB_CONTEXT_CNFG: JSON.stringify({ URL: adminUrl }),
    TENCENTCLOUD_SECRETID: 'demo-function',
    TENCENTCLOUD_SECRETKEY: 'demo-secret',
    TENCENTCLOUD_SESSIONTOKEN: session.token,
    TCB_SOURCE: session.source,
    TCB_CONTEXT_KEYS: 'TCB_ENV,TCB_SOURCE',
    ...wx,
    WX_CONTEXT_KEYS: Object.keys(wx).join(','),
    ...(facts.timer ? { TRIGGER_SRC: 'timer' } : {}),
  };
}

function wxContext(settings: Settings, session: Session, facts: InvocationFacts): Record<string, string> {
  const token = facts.timer ? { WX_TRIGGER_API_TOKEN_V0: session.token } : { WX_API_TOKEN: session.token };
  if (session.openid === undefined) return token;
  return {
    ...token,
    WX_OPENID: session.openid,
    WX_APPID: settings.appId,
    WX_CLIENTIP: '127.0.0.1',
    ...(facts.openDataKeys?.length ? { WX_OPEN_DATA_INFO: JSON.stringify({ keys: facts.openDataKeys }) } : {}),
  };
}

/** The second argument of `main`, which older SDKs read. */
export function contextArgument(source: FunctionFolder, requestId: string, env: string): Record<string, unknown> {
  return {
    memory_limit_in_mb: source.memoryMb,
    time_limit_in_ms: source.timeoutMs,
    request_id: requestId,
    function_name: source.name,
    function_version: '$LATEST',
    namespace: env,
    environ: '',
    environment: '{}',
  };
}
