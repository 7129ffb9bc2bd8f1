import { database, sdk, wxContext, type Fields } from '../../../cloudfunctions/_shared/adapters/sdk';

interface Group extends Fields {
  readonly name: string;
  readonly priceFen: number;
  readonly capacity: number;
  readonly memberCount: number;
}

export async function main(event: { readonly groupId: string }): Promise<Fields> {
  const { OPENID, ENV } = wxContext();
  const group = (await database.collection('baselineGroups').doc(event.groupId).get()).data as Group;
  if (group.memberCount >= group.capacity) return { ok: false, code: 'GroupFull' };
  const { _id: orderId } = await database
    .collection('baselineOrders')
    .add({ data: { groupId: event.groupId, openid: OPENID, priceFen: group.priceFen, status: 0 } });
  const answer = await sdk.cloudPay['unifiedOrder']?.({
    envId: ENV,
    functionName: 'baselinePayNotify',
    subMchId: process.env['SUB_MCH_ID'],
    nonceStr: orderId,
    body: group.name,
    outTradeNo: orderId,
    totalFee: group.priceFen,
    spbillCreateIp: '127.0.0.1',
    tradeType: 'JSAPI',
  });
  return { ok: true, orderId, payment: answer?.['payment'] };
}
