import { describe, expect, it } from 'vitest';
import { documents, files, sources, textOf } from './tree';

/** A word once used as a name in this repository, and its replacement (docs/glossary.md). */
interface OldWord {
  readonly old: RegExp;
  readonly now: string;
  /** The files searched; all by default. Some words are fine elsewhere. */
  readonly within?: RegExp;
}

const product = /^(domain|contracts|cloudfunctions|miniprogram|tests|ops|bench)\/|^[\w.]+$/;
const functions = /^(domain|contracts|cloudfunctions)\//;
const pages = /^miniprogram\/|^tests\/pages\//;
const tools = /^tools\//;
const testing = /^(tests|tools|ops|bench)\//;

const oldWords: readonly OldWord[] = [
  // Product
  { old: /\bentry(Id|IdOf|State|States|Event|Of|Names?)\b/, now: 'membership…', within: product },
  { old: /\bEntry(Id|State|Event|Todo|Move|View)?\b/, now: 'Membership…', within: product },
  { old: /\b(list|my|due|stuck|add|save)Entr(y|ies)\b/, now: '…Membership(s)' },
  { old: /\b(saveCode|codeIdOf|codeStates?|codeLife|shownCodeId|showCode)\b/, now: '…GroupQr…' },
  { old: /\b(NoLiveCode|noLiveCode|CodeEnded|CodeNotFound|CodeSeen)\b/, now: 'NoValidQr, Qr…' },
  { old: /\bno-?way-?in\b/i, now: 'noValidQr' },
  { old: /\bwayIn\b|\bWayIn\b/, now: 'joinQr' },
  { old: /\bsealed[wW]ords\b/, now: 'encryptedMessage' },
  { old: /\b(decideGroup|closeEvent)\b/, now: 'moderateGroup, resolveSecurityEvent' },
  { old: /\.sold\b|\bsold:/, now: 'terms', within: product },
  { old: /\boperatorsWord\b|\boperatorNote\b|\bwords(Of|Before)\b/, now: 'moderationNote, applicationMessage' },

  // Rules
  { old: /\b(order|entry|membership|refund|group|code|groupQr)Life\b/, now: '…Transitions' },
  { old: /\bdocs\/lives\b|\blives\.md\b/, now: 'state-machines.md' },
  { old: /\bverdicts?\b/i, now: 'decision, cell', within: product },
  { old: /kind: 'already'/, now: "kind: 'noop'", within: functions },
  { old: /\.moves\b|\bmoves[?]?:/, now: 'history', within: product },
  { old: /\bslot(s|Of)?\b/, now: 'activeKey', within: functions },

  // Money
  { old: /'(Asked|Accepted)'/, now: "'Requested', 'Processing'", within: product },
  { old: /\b(giveBack|askRefund|RefundWish)\b/, now: 'refundRemaining, submitRefund, RefundRequest' },
  { old: /\bwish(es)?\b/i, now: 'request', within: product },
  { old: /\bsettle(AndFollow|Due|d?Of)\b|\bsettle\(/, now: 'syncPayment', within: functions },

  // Outbox
  {
    old: /\btodos?\b/i,
    now: 'effect',
    within: /^(domain|contracts|cloudfunctions|ops|bench)\/|^tests\/(?!repository)/,
  },
  { old: /\bworkOff\w*/, now: 'run…Effects' },
  { old: /\bpostpone\w*/, now: 'reschedule' },
  { old: /\bstuckAt\b/, now: 'needsAttentionAt' },
  { old: /\.tries\b|\btries[?]?:|['"]tries['"]/, now: 'attempts' },
  { old: /\bTooManyTries\b|\bwithinLimit\b/, now: 'TooManyAttempts, withinRateLimit' },
  { old: /\b(tries|code)\\n/, now: 'rateLimit, groupQr', within: product },
  { old: /\brequestId\b/, now: 'idempotencyKey, traceId', within: /^(domain|contracts|cloudfunctions|miniprogram)\// },

  // Pages
  { old: /\bsayings?\b|\bsayingFor\b/i, now: 'UserMessage', within: pages },
  { old: /\bstoryOf\b|\borderStory\b|\bTelling\b/, now: 'statusText' },
  {
    old: /\b(sentences|asking|orderActs|orderStory|written|numbers|wishes)\.ts\b|\/door\.ts\b/,
    now: 'see the glossary',
  },
  { old: /\bowner\/desk\b/, now: 'owner/dashboard' },
  { old: /\b(Doer|doerNames|doAct)\b/, now: 'actor, runAction' },
  { old: /\bBegun\b|\btired\b|\bwrongs\b/, now: 'PendingPurchase, exhausted, errors', within: pages },

  // Tools and tests
  { old: /\bdoors?\b/i, now: 'control API', within: /^(tools|tests|bench)\// },
  { old: /\bknock\w*|\bNoSuchDoor\b/i, now: 'request, UnknownRoute', within: testing },
  { old: /\bHouse\b|\bhouse\.ts\b/, now: 'Services', within: tools },
  { old: /\bclass Record\b/, now: 'CallLog' },
  // `pay/next` still takes it from scripts of earlier versions.
  {
    old: /\bfates?\b/i,
    now: 'scripted outcome',
    within: /^(?!tools\/cloudbase-emulator\/(control-api\/pay|pay\.int\.test)\.ts)(tests|tools|ops|bench)\//,
  },
  { old: /\bagenda\b/i, now: 'scheduler', within: tools },
  { old: /\bstrays?\b/i, now: 'orphan request', within: tools },
  { old: /\bjudg(e|es|ed|ing|ement)\b/i, now: 'evaluate', within: tools },
  { old: /\blent\b/i, now: 'SDK fallback', within: tools },
  { old: /\bvisits\.ts\b|\bVisits\b/, now: 'lastSeen', within: tools },
  { old: /\bops\/stage\b|\bwithStage\b|\bbeginStage\b/, now: 'devStack, TestStack' },
  { old: /\bWorld\b|\bworld\.ts\b/, now: 'TestStack', within: /^(tests|bench|ops)\// },
  { old: /\bdeeds?\b|\bcomings\b/i, now: 'seedActions, arrivals', within: testing },
  { old: /\bbreach(es|esAtRest|esOf\w*)?\b/i, now: 'violation', within: testing },
  { old: /\blying-?pay\b/i, now: 'faultyPay' },
  { old: /\bhostile\b/i, now: 'fuzzed' },
  { old: /\bstrangers?['/]/i, now: 'unauthenticated, third-party' },
  { old: /\bnpm run (pictures|screens|killing|rush)\b/, now: 'docs:diagrams, docs:screens, test:chaos, test:load' },
];

/** Both may mention former names. */
const historic = /^CHANGELOG\.md$|^docs\/decisions\/|^tests\/repository\//;
const searched = [...documents, ...sources].filter((file) => !historic.test(file));

/** Includes file names, which often outlive a rename in the code. */
const paths = files.filter((file) => !historic.test(file) && !/\/fixtures\//.test(file));

function occurrences({ old, within }: OldWord): string[] {
  const isWithin = (file: string): boolean => within?.test(file) ?? true;
  const inText = searched.filter(isWithin).flatMap((file) => {
    const text = textOf(file);
    if (!old.test(text)) return [];
    return text.split('\n').flatMap((line, index) => {
      const found = old.exec(line);
      return found ? [`${file}:${index + 1} ${found[0]}`] : [];
    });
  });
  return [...paths.filter((file) => isWithin(file) && old.test(file)), ...inText];
}

describe('old words', () => {
  it.each(oldWords)('No source uses the old word $old instead of $now', (word) => {
    expect(occurrences(word)).toEqual([]);
  });
});
