import * as v from 'valibot';
import type { Services } from '../services';
import { Count, readBody, type Route, type RouteAnswer } from './route';

const Acceptance = v.strictObject({
  as: v.string(),
  templateIds: v.pipe(v.array(v.string()), v.minLength(1), v.maxLength(3)),
  count: Count,
});

const NewPush = v.strictObject({
  msgType: v.optional(v.string(), 'event'),
  event: v.optional(v.string()),
  as: v.optional(v.string()),
  data: v.optional(v.record(v.string(), v.unknown()), {}),
  afterMs: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0)), 0),
});

/** Messages that WeChat would have delivered to people, and messages that it pushes to the mini-program. */
export function wechatRoutes(services: Services): readonly Route[] {
  const { outbox, people, pushes, shipping } = services;
  return [
    {
      method: 'GET',
      path: 'messages',
      handle: () => ({ messages: outbox.all().map((sent) => ({ ...sent, person: people.nameOf(sent.to) })) }),
    },
    { method: 'POST', path: 'messages/accept', handle: (request) => accept(services, readBody(Acceptance, request)) },
    { method: 'GET', path: 'shipping', handle: () => ({ shipping: shipping.all() }) },
    { method: 'GET', path: 'pushes', handle: () => ({ pushes: pushes.all() }) },
    { method: 'POST', path: 'pushes', handle: (request) => push(services, readBody(NewPush, request)) },
  ];
}

/** The sheet of `wx.requestSubscribeMessage`: one acceptance allows one message of each template. */
function accept(
  { people, subscriptions }: Services,
  { as, templateIds, count }: v.InferOutput<typeof Acceptance>,
): RouteAnswer {
  const openid = people.openid(as);
  const left = templateIds.map((id) => [id, subscriptions.accept(openid, id, count)] as const);
  return { left: Object.fromEntries(left) };
}

function push(
  { people, pushes }: Services,
  { msgType, event, as, data, afterMs }: v.InferOutput<typeof NewPush>,
): RouteAnswer {
  if (msgType === 'event' && event === undefined) throw new Error('event: missing for msgType event');
  const message = { MsgType: msgType, ...(event === undefined ? {} : { Event: event }), ...data };
  pushes.add(message, afterMs, as === undefined ? undefined : people.openid(as));
  return { pushes: pushes.all() };
}
