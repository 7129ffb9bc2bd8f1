import { database, type Fields } from '../../../cloudfunctions/_shared/adapters/sdk';

export async function main(event: { readonly orderId: string }): Promise<Fields> {
  await database
    .collection('baselineOrders')
    .where({ _id: event.orderId })
    .update({ data: { status: 2 } });
  return { ok: true };
}
