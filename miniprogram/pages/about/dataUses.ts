/** The personal data we hold and its purposes. Everything that a page collects must be listed here. */
export const dataUses = [
  { title: '微信身份标识', text: '认出你的订单和入群资格，不给任何人看。' },
  { title: '头像和昵称', text: '你自己填写，申请入群时群主会看到，随时可改。' },
  { title: '申请理由和联系方式', text: '你申请入群时自己填写，加密保存，只给那个群的群主和协管看。撤回申请就删除。' },
  { title: '订单与退款', text: '用来办理入群、退款和对账。' },
  { title: '存在这台手机上的', text: '只有未完成的下单编号、没写完的社群草稿和入群申请，和看过群码的记号。' },
];
