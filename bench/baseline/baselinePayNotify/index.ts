import { command, database, type Fields } from '../../../cloudfunctions/_shared/adapters/sdk';

interface Order extends Fields {
  readonly groupId: string;
  readonly openid: string;
  readonly status: number;
}

export async function main(event: { readonly outTradeNo: string; readonly resultCode: string }): Promise<Fields> {
  const orders = database.collection('baselineOrders');
  const order = (await orders.doc(event.outTradeNo).get()).data as Order;
  if (event.resultCode === 'SUCCESS' && order.status === 0) {
    await orders.where({ _id: event.outTradeNo }).update({ data: { status: 1 } });
    await database
      .collection('baselineMembers')
      .add({ data: { groupId: order.groupId, openid: order.openid, orderId: event.outTradeNo } });
    await database
      .collection('baselineGroups')
      .where({ _id: order.groupId })
      .update({ data: { memberCount: command.inc(1) } });
  }
  return { errcode: 0, errmsg: '' };
}
