import * as v from 'valibot';
import { securityEventKinds } from '../domain/security';
import { contract } from './contract';
import { Count, EffectKindName, Fen, Ms, PersonView } from './shapes';

/** At most this many of each kind are shown; the next ones appear as these are resolved. */
export const mostIssues = 50;

/**
 * Everything that needs a person: failed refunds, effects that have been failing for hours, security events. Operators
 * only.
 */
export const adminIssues = contract({
  input: v.strictObject({}),
  output: v.strictObject({
    /** Refunds that WeChat Pay refused or abandoned, orders newest first. */
    refunds: v.array(
      v.strictObject({
        orderId: v.string(),
        refundNo: v.string(),
        groupName: v.string(),
        buyer: PersonView,
        /** The amount that did not arrive. */
        fen: Fen,
        failedAtMs: Ms,
        /** WeChat Pay's words about why it failed, if it gave any. */
        failure: v.nullable(v.string()),
        /** WeChat Pay no longer refunds this payment, so the money has to be returned another way. */
        tooOld: v.boolean(),
      }),
    ),
    /** Effects that keep failing, longest first. They are still retried every hour. */
    needingAttention: v.array(
      v.strictObject({
        /** `failedRefund`: one refund of an order has failed while another runs. */
        what: v.picklist(['order', 'membership', 'groupQr', 'failedRefund']),
        id: v.string(),
        /** The related order; `null` for a QR. */
        orderId: v.nullable(v.string()),
        groupName: v.string(),
        effect: v.nullable(EffectKindName),
        attempts: Count,
        needsAttentionAtMs: Ms,
      }),
    ),
    /** Unresolved security events, those of one kind and person on one line; the worst kind first, then the oldest. */
    securityEvents: v.array(
      v.strictObject({
        /** Names the line, for resolving it. */
        eventId: v.string(),
        kind: v.picklist(securityEventKinds),
        /** The number of times it happened, at least. */
        count: Count,
        firstAtMs: Ms,
        lastAtMs: Ms,
        /** The orders it is about, the one of the earliest event first; at most 20. */
        orderIds: v.array(v.string()),
        /** The person who caused it, if known. */
        person: v.nullable(PersonView),
        /** The function that recorded it. */
        function: v.string(),
      }),
    ),
    /** More exist than are shown. */
    more: v.boolean(),
  }),
  errors: [],
});
