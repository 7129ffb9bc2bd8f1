import * as v from 'valibot';
import { securityEventKinds } from '../domain/security';
import { PersonView } from './adminOrders';
import { contract } from './contract';
import { Count, EffectKindName, Fen, Ms } from './shapes';

/** No more of each sort are shown at once; the next appear as these are dealt with. */
export const mostIssues = 50;

/** Lists the things that need a person: failed refunds, effects that fail for hours, security events. Operators only. */
export const adminIssues = contract({
  input: v.strictObject({}),
  output: v.strictObject({
    /** Orders whose refund WeChat Pay gave up, newest first. */
    refunds: v.array(
      v.strictObject({
        orderId: v.string(),
        groupName: v.string(),
        buyer: PersonView,
        /** How much did not arrive. */
        fen: Fen,
        failedAtMs: Ms,
        /** WeChat Pay can't give it back any more: another way must be found. */
        tooOld: v.boolean(),
      }),
    ),
    /** Effects that keep failing, longest first. They are tried on every hour. */
    needingAttention: v.array(
      v.strictObject({
        what: v.picklist(['order', 'membership', 'groupQr']),
        id: v.string(),
        /** The order to look at; `null` for a QR. */
        orderId: v.nullable(v.string()),
        groupName: v.string(),
        effect: v.nullable(EffectKindName),
        attempts: Count,
        needsAttentionAtMs: Ms,
      }),
    ),
    /** Security events nobody is done with, oldest first. */
    securityEvents: v.array(
      v.strictObject({
        eventId: v.string(),
        kind: v.picklist(securityEventKinds),
        atMs: Ms,
        orderId: v.nullable(v.string()),
        /** The person who did it, where there is one. */
        person: v.nullable(PersonView),
        /** The function it was about. */
        function: v.string(),
      }),
    ),
    /** There are more than are shown. */
    more: v.boolean(),
  }),
  errors: [],
});
