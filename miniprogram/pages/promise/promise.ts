import { payWithinHours, qrWithinHours } from '../../services/timeLimits';

interface Data {
  promises: { title: string; text: string }[];
}

const promises = [
  {
    title: '什么时候自动退款',
    text: `群主没有通过申请、超过约定时间没有答复、付款到账时订单已经关闭、付款后没能给到入群资格，或者入群凭证里没有群码、群主 ${qrWithinHours} 小时没有补上。这些情况全额退回，不用申请。`,
  },
  {
    title: '先申请、后付款的群',
    text: `通过之前不收钱。通过后有 ${payWithinHours} 小时付款，名额为你保留；没通过、超时、撤回或没付款，都不产生费用。`,
  },
  {
    title: '自己申请退款',
    text: '每个社群写明付款后几天内可以自己退款，只要还没看过群码；付款后审核的，从群主通过时算起。看过群码的人可能已经在群里，不再支持自助退款。',
  },
  {
    title: '退到哪里，多久到',
    text: '原路退回：零钱支付一般几分钟到零钱，银行卡支付最多三个工作日。订单里能看到每一笔退款的金额和进度。',
  },
  {
    title: '不卖进不去的群',
    text: '群主没有有效群码、或名额已满时，社群不开放加入。下单会为你占住名额 15 分钟，不付款不扣钱。',
  },
  {
    title: '谁说了算',
    text: '付没付款、退没退款，只以微信支付的查询结果为准，不看任何截图或口头说法。页面上的人数和名额都由真实订单算出，没有人能手填。',
  },
  {
    title: '还没解决',
    text: '在订单详情里能看到每一步发生的时间。需要人工处理时，点右上角菜单的「反馈与投诉」，并附上订单号。',
  },
];

Page<Data, WechatMiniprogram.Page.CustomOption>({ data: { promises } });
