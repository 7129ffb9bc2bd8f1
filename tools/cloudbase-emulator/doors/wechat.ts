import * as v from 'valibot';
import { Count, read } from './door';
import type { Door, DoorAnswer } from './door';
import type { House } from './house';

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

/** What WeChat would have told people, or tells the mini-program. */
export function wechatDoors(house: House): readonly Door[] {
  const { outbox, people, pushes, shipping } = house;
  return [
    {
      method: 'GET',
      path: 'messages',
      open: () => ({ messages: outbox.all().map((sent) => ({ ...sent, person: people.nameOf(sent.to) })) }),
    },
    { method: 'POST', path: 'messages/accept', open: (knock) => accept(house, read(Acceptance, knock)) },
    { method: 'GET', path: 'shipping', open: () => ({ shipping: shipping.all() }) },
    { method: 'GET', path: 'pushes', open: () => ({ pushes: pushes.all() }) },
    { method: 'POST', path: 'pushes', open: (knock) => push(house, read(NewPush, knock)) },
  ];
}

/** The sheet of `wx.requestSubscribeMessage`: one acceptance, one message of each template. */
function accept({ people, subscriptions }: House, asked: v.InferOutput<typeof Acceptance>): DoorAnswer {
  const openid = people.openid(asked.as);
  const left = asked.templateIds.map((id) => [id, subscriptions.accept(openid, id, asked.count)] as const);
  return { left: Object.fromEntries(left) };
}

function push({ people, pushes }: House, asked: v.InferOutput<typeof NewPush>): DoorAnswer {
  const { msgType, event, as, data, afterMs } = asked;
  if (msgType === 'event' && event === undefined) throw new Error('event: which one?');
  const message = { MsgType: msgType, ...(event === undefined ? {} : { Event: event }), ...data };
  pushes.add(message, afterMs, as === undefined ? undefined : people.openid(as));
  return { pushes: pushes.all() };
}
