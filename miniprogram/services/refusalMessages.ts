import type { FunctionName } from '../../contracts';
import type { CodeFrom, LocalCode } from './call';
import { formatTime } from './format';
import { payWithinHours } from './timeLimits';

/** Every refusal that any function, or the phone itself, can give. */
export type RefusalCode = { [N in FunctionName]: CodeFrom<N> }[FunctionName] | LocalCode;

/** The action behind a message's button; `services/nextStep.ts` takes it. */
export type NextStep =
  | 'retry'
  | 'understood'
  | 'back'
  | 'discover'
  | 'orders'
  | 'order'
  | 'ticket'
  | 'group'
  | 'apply'
  | 'application'
  | 'manage'
  | 'qrs';

/** Replaces a code for people: the situation, its meaning for their money, and the one thing to do next. */
export interface UserMessage {
  readonly title: string;
  readonly text: string;
  readonly label: string;
  readonly step: NextStep;
}

const message = (title: string, text: string, label: string, step: NextStep): UserMessage => ({
  title,
  text,
  label,
  step,
});

/** Stands for the time at which a refusal ends; `messageFor` puts it in. */
const until = '{until}';

export const refusalMessages: Record<RefusalCode, UserMessage> = {
  Offline: message('网络没有连上', '刚才这一步没有得到回应。连上网络后再试，不会重复，也不会多扣钱。', '重试', 'retry'),
  Internal: message('服务暂时出了问题', '问题已经记录。已付的钱都有据可查，不会丢失，请稍后再试。', '重试', 'retry'),
  Busy: message('现在人有点多', '这一步还没有完成，也没有多扣钱。过几秒再试就好。', '重试', 'retry'),
  TooManyAttempts: message(
    '操作太频繁了',
    '这个小时里试的次数太多，先歇一歇，过了下一个整点就能再试。',
    '知道了',
    'understood',
  ),
  InvalidInput: message(
    '内容没有被接受',
    '提交的内容不完整或已过期，什么都没有改变。返回后重新打开再试。',
    '返回',
    'back',
  ),
  NotAllowed: message('没有权限', '这里只有对应的群主、协管或运营可以操作。', '返回', 'back'),
  GroupNotFound: message(
    '找不到这个社群',
    '它可能已经下架，或者链接不完整。如果你付过款，订单里能看到钱的去向。',
    '看看其他社群',
    'discover',
  ),
  GroupBanned: message(
    '社群已被平台下架',
    '现在不能加入，也看不到群码。付过款的话，钱是退回还是留着，以订单里写的为准。',
    '看我的订单',
    'orders',
  ),
  GroupSuspended: message(
    '平台正在核实这个社群',
    '核实期间不能加入，也不给新的人看群码。付过款、还没看过群码的话，可以在订单里申请退款。',
    '看我的订单',
    'orders',
  ),
  GroupPaused: message('暂停加入', '群主暂时关闭了加入，没有扣款。重新开放后就能加入。', '看看其他社群', 'discover'),
  GroupFull: message(
    '名额已满',
    '最后的名额刚刚被占用，没有扣款。有名额释放时会重新开放。',
    '看看其他社群',
    'discover',
  ),
  OrdersLapsed: message(
    '先等一等',
    `你在这个社群连着两笔订单没有付款，名额先让给别人。${until}可以再加入，现在没有扣款。`,
    '知道了',
    'understood',
  ),
  RefundedTooOften: message(
    '暂时不能再加入',
    `半年里你已经两次退回这个社群的款项。${until}可以再加入，现在没有扣款。`,
    '知道了',
    'understood',
  ),
  NoValidQr: message(
    '暂不可加入',
    '这个社群现在没有有效群码。我们不卖进不去的群，没有扣款。',
    '看看其他社群',
    'discover',
  ),
  AlreadyMember: message('你已有入群资格', '不用重复付款，打开入群凭证就能看到群码。', '查看入群凭证', 'ticket'),
  UnderReview: message('正在等群主审核', '款项已付，群主还在审核。未通过或超时都会自动原路退款。', '查看进度', 'order'),
  OwnGroup: message('这是你管理的社群', '自己管理的社群不用付款加入。', '去管理', 'manage'),
  ApplyFirst: message('先申请，再付款', '这个社群由群主先看申请，通过后才付款。现在没有扣款。', '去申请', 'apply'),
  Applied: message(
    '申请在等群主答复',
    `还没有产生任何费用。通过之后，你有 ${payWithinHours} 小时付款入群。`,
    '查看申请',
    'application',
  ),
  NotByApplication: message(
    '这个社群不用申请',
    '群主改了入群方式，现在可以直接加入。没有提交任何内容。',
    '回到社群',
    'group',
  ),
  MessageRequired: message(
    '先写一段申请',
    '这个社群先付款，再由群主审核。写一写你为什么想加入，写好再付款，现在没有扣款。',
    '去填写',
    'apply',
  ),
  Unavailable: message('暂时不能申请', '平台还没有准备好加密保存申请内容，所以没有收下。请稍后再试。', '重试', 'retry'),
  AlreadyPaid: message('这笔订单已经支付', '钱已经收到，不会再扣一次。去看看它的最新状态。', '查看订单', 'order'),
  OrderClosed: message(
    '这笔订单已关闭',
    '没有扣款；如果有晚到的付款，会自动原路退回。可以重新加入。',
    '回到社群',
    'group',
  ),
  OrderNotFound: message(
    '找不到这笔订单',
    '它可能属于另一个微信号。你自己的订单都在订单列表里。',
    '看我的订单',
    'orders',
  ),
  PaymentInProgress: message(
    '正在付款中',
    '微信支付显示你正在付款，订单暂时不能取消。付款结果出来后再看。',
    '重试',
    'retry',
  ),
  PaymentUnavailable: message(
    '微信支付没有响应',
    '订单还在，没有扣款。稍后再试是安全的，不会重复扣钱。',
    '重试',
    'retry',
  ),
  NotAdmitted: message(
    '还没有入群资格',
    '入群凭证只给已取得资格的成员。付过款的话，订单里能看到进度和退款。',
    '看我的订单',
    'orders',
  ),
  ApplicationNotFound: message('找不到这份申请', '它可能已经结束，或者这个社群不再由你管理。', '刷新列表', 'retry'),
  AlreadyDecided: message(
    '这份申请已有结果',
    '可能另一位管理者刚刚处理过，或申请人已经撤回、退款。',
    '刷新列表',
    'retry',
  ),
  ReviewTimedOut: message('审核时间已过', '申请已经超时结束。付过的款项会自动原路退给申请人。', '刷新列表', 'retry'),
  NotPaid: message('这笔订单没有付款', '没有扣过款，也就没有可退的。去看看它的最新状态。', '查看订单', 'order'),
  QrAlreadyShown: message(
    '已经看过群码',
    '看过群码就可能已经入群，所以不能再自助退款。进不去群的话，入群凭证里有解决办法。',
    '打开入群凭证',
    'ticket',
  ),
  RefundWindowOver: message(
    '已超过退款期限',
    '可以自助退款的天数已经过了。你的入群资格仍然有效。',
    '打开入群凭证',
    'ticket',
  ),
  RefundRunning: message(
    '有一笔退款正在路上',
    '这笔订单的一部分钱正在原路退回，到账之后才能再退余下的。过几分钟再试。',
    '重试',
    'retry',
  ),
  RefundTooLarge: message(
    '超过可退金额',
    '没有发起退款。金额不能超过还没有退的部分，刷新后看看最新的数目。',
    '刷新',
    'retry',
  ),
  RefundWholeOnly: message(
    '只能全部退回',
    '对方的入群资格已经结束，余下的钱要一次退完。没有发起退款。',
    '刷新',
    'retry',
  ),
  RefundUnsettled: message(
    '先处理没退成的退款',
    '余下的钱已经申请过退款，没有退成。在订单的退款记录里选择怎么处理，没有发起新的退款。',
    '刷新',
    'retry',
  ),
  RefundNotFound: message('找不到这笔退款', '它不属于这笔订单，刷新后看看有哪些退款。没有任何改动。', '刷新', 'retry'),
  RefundEnded: message('这笔退款已有结果', '它已经退回或处理过，没有再改动。刷新后看看最新状态。', '刷新', 'retry'),
  RefundedElsewhere: message(
    '商户平台刚退过款',
    '这笔订单在微信支付商户平台另外退过款，刚刚记了下来。先看看退了多少，再决定这笔怎么处理。这笔没有改动。',
    '刷新',
    'retry',
  ),
  AmountFixed: message(
    '金额不能再改',
    '微信支付已经按原来的金额受理过这个退款单号，只能原样再申请，或者另外转账。没有改动。',
    '刷新',
    'retry',
  ),
  NothingLeft: message('已经全部退回', '这笔订单的钱都已退回，没有可以再退的。', '刷新', 'retry'),
  TooOld: message(
    '付款已超过一年',
    '微信支付只退一年之内的付款，这笔钱要另外转给对方。没有发起退款。',
    '知道了',
    'understood',
  ),
  GroupChanged: message(
    '社群刚刚有变动',
    '你看到的已经不是最新的内容：可能别人已经处理，或群主动过它。没有做任何决定。',
    '刷新',
    'retry',
  ),
  EventNotFound: message('找不到这条记录', '它可能已经被清理。刷新后看看还有哪些要处理。', '刷新列表', 'retry'),
  TextRefused: message(
    '文字没有通过检查',
    '微信的内容检查认为有不合适的词句，没有保存。改一改再试。',
    '去修改',
    'understood',
  ),
  OfficialName: message(
    '这个名字不能用',
    '它像在说自己是微信、群票，或者官方、客服、管理员、运营这样的人，容易让人误信。换一个名字再保存。',
    '去修改',
    'understood',
  ),
  CheckUnavailable: message(
    '内容检查没有响应',
    '微信的内容检查暂时没有回应，没有保存。稍后再试就好。',
    '重试',
    'retry',
  ),
  CapacityTooSmall: message(
    '名额不能这样改',
    '名额不能少于已占用的人数；一开始不限名额的社群，之后也不能再设上限。',
    '去修改',
    'understood',
  ),
  GroupStateRefuses: message(
    '现在不能这样做',
    '社群的状态刚刚变了，或者已经关闭、正在核实、下架。回到管理页看看最新状态。',
    '回到管理',
    'manage',
  ),
  TooManyGroups: message(
    '社群数量到了上限',
    '一个人最多同时管理 20 个社群。关闭不用的社群后再建。',
    '回到管理',
    'manage',
  ),
  QrNotFound: message('找不到这张群码', '它可能已经被换掉，刷新后就能看到现在的群码。', '刷新', 'retry'),
  QrEnded: message(
    '这张群码已经结束',
    '它不再给任何人看，所以不用再排先后。刷新后就能看到现在的群码。',
    '刷新',
    'retry',
  ),
  TooManyQrs: message(
    '群码太多了',
    '一个社群最多同时有 50 张还能看的群码。停用不需要的，再上传新的。',
    '知道了',
    'understood',
  ),
  QrExpiryInvalid: message(
    '有效期不对',
    '有效期要在现在之后，照微信群二维码下方的日期填：微信群码最长 7 天，只有企业微信的群码可以更久。',
    '去修改',
    'understood',
  ),
  PictureEmpty: message(
    '图片是空的',
    '这个文件里没有内容，可能没有下载完。重新选一张群二维码。',
    '重新选图',
    'understood',
  ),
  PictureIsHeic: message(
    '这种照片读不了',
    '这是苹果的 HEIC 照片。截一张屏，或在相机设置里改成“兼容性最佳”再拍一次。',
    '重新选图',
    'understood',
  ),
  PictureIsVideo: message(
    '这是一段视频',
    '群码要用图片。把群二维码保存到相册，再选那张图片。',
    '重新选图',
    'understood',
  ),
  PictureFormatUnknown: message(
    '这种图片读不了',
    '只认 JPG 和 PNG 图片。给群二维码截一张屏，再选截图就可以。',
    '重新选图',
    'understood',
  ),
  NotAPicture: message(
    '这不是图片',
    '选中的文件不是图片。把群二维码保存到相册，再选那张图片。',
    '重新选图',
    'understood',
  ),
  PictureDamaged: message('图片坏了', '这张图片不完整，打不开。重新保存群二维码，再选一次。', '重新选图', 'understood'),
  PictureTooLarge: message(
    '图片太大了',
    '图片要在 6 MB、1200 万像素以内。给群二维码截一张屏，再选截图就可以。',
    '重新选图',
    'understood',
  ),
  NoQrInPicture: message(
    '图片里没有二维码',
    '没有在这张图片里认出二维码。选群二维码的原图或截图，拍照的话要清楚、完整。',
    '重新选图',
    'understood',
  ),
  QrIsPersonal: message(
    '这是个人名片的二维码',
    '扫它只会添加好友，进不了群。在微信群里点右上角，打开“群二维码”保存下来再选。',
    '重新选图',
    'understood',
  ),
  QrIsWebAddress: message(
    '这是一个网页的二维码',
    '扫它打开的是网页，不是微信群。活码也不行：请用微信群自己的群二维码。',
    '重新选图',
    'understood',
  ),
  QrIsSomethingElse: message(
    '这不是微信群的二维码',
    '扫它进不了微信群。在微信群里点右上角，打开“群二维码”保存下来再选。',
    '重新选图',
    'understood',
  ),
  SeveralGroupQrs: message(
    '图片里有好几个群码',
    '分不清要用哪一个。截一张只有一个群二维码的图片，再选一次。',
    '重新选图',
    'understood',
  ),
  QrOfOtherGroup: message(
    '这张群码已用在别的社群',
    '同一个微信群码只能用在一个社群。换成这个社群自己的群二维码。',
    '重新选图',
    'understood',
  ),
  QrAlreadyUsed: message(
    '这张群码用过了',
    '它已经停用、过期或看满了人数，不能再次使用。在微信里生成一张新的群二维码。',
    '重新选图',
    'understood',
  ),
  FileNotFound: message(
    '图片没有收到',
    '没有找到你上传的这张图片，什么都没有保存。重新选一张再试。',
    '重新选图',
    'understood',
  ),
};

/** Messages for one function's refusals, for codes that mean something else to its caller. */
type SpecificMessages = { readonly [N in FunctionName]?: { readonly [C in CodeFrom<N>]?: UserMessage } };

const notYours = message(
  '找不到这个社群',
  '它可能不再由你管理，没有保存任何改动。回到管理页看看你的社群。',
  '回到管理',
  'manage',
);

/** For operators, who look at other people's orders. */
const noSuchOrder = message(
  '没有这笔订单',
  '核对一下订单号：32 位，是微信账单里的“商户单号”。',
  '知道了',
  'understood',
);

export const specificMessages: SpecificMessages = {
  getEarnings: {
    GroupNotFound: message(
      '找不到这个社群',
      '它可能不再归你所有，没有可以看的收益。回到管理页看看你的社群。',
      '回到管理',
      'manage',
    ),
    NotAllowed: message(
      '收益由群主查看',
      '你是协管，可以管理社群和审核申请。钱归群主，所以收益只给群主看。',
      '返回',
      'back',
    ),
  },
  adminOrders: { OrderNotFound: noSuchOrder },
  adminGroups: {
    GroupNotFound: message('找不到这个社群', '核对一下是从哪里打开的，回到列表重新选一个。', '返回', 'back'),
  },
  refundOrder: {
    OrderNotFound: noSuchOrder,
    NotPaid: message('这笔订单没有付款', '没有收过款，也就没有可退的。刷新后看看最新状态。', '刷新', 'retry'),
    PaymentInProgress: message(
      '入群资格正在办理',
      '付款刚刚到账，入群资格还没有落定。过一分钟再退，没有发起退款。',
      '重试',
      'retry',
    ),
    InvalidInput: message('退款没有发起', '金额要在可退范围之内，说明不超过 100 个字。', '去修改', 'understood'),
  },
  settleRefund: {
    OrderNotFound: noSuchOrder,
    RefundRunning: message(
      '微信支付正在退款',
      '这笔或同一订单的另一笔退款正在路上，有了结果才能处理。没有改动。',
      '刷新',
      'retry',
    ),
    RefundTooLarge: message(
      '金额不对',
      '更正后的金额要比原来的小，余下的部分会单独列出来。没有改动。',
      '去修改',
      'understood',
    ),
    PaymentUnavailable: message(
      '微信支付没有响应',
      '要先问清微信支付有没有退成，现在问不到，什么都没有改变。稍后再试。',
      '重试',
      'retry',
    ),
    InvalidInput: message('没有处理成功', '说明要写 1 到 100 个字，金额要大于零。没有改动。', '去修改', 'understood'),
  },
  moderateGroup: {
    GroupNotFound: message('找不到这个社群', '它可能刚被删除。刷新后看看还有哪些要处理。', '刷新列表', 'retry'),
    RefundRunning: message(
      '全部退款还在进行',
      '大家的钱还没有都申请退回，退完之后才能解除下架。没有改动。',
      '刷新',
      'retry',
    ),
    GroupStateRefuses: message(
      '现在不能这样处理',
      '社群已经是别的状态，可能另一位运营刚刚处理过。没有改动。',
      '刷新列表',
      'retry',
    ),
    InvalidInput: message('没有处理成功', '写给群主的话要有 1 到 200 个看得见的字。', '去修改', 'understood'),
  },
  refundGroup: {
    GroupNotFound: message('找不到这个社群', '它可能刚被删除。没有发起退款。', '返回', 'back'),
    GroupStateRefuses: message(
      '只有下架的社群能全部退款',
      '没有下架的社群还会有人付款，先下架再全部退款。没有发起退款。',
      '刷新',
      'retry',
    ),
    InvalidInput: message('退款没有发起', '写给买家的话不超过 100 个字。', '去修改', 'understood'),
  },
  getMyGroup: { GroupNotFound: notYours },
  saveGroup: {
    GroupNotFound: notYours,
    InvalidInput: message(
      '有内容不符合要求',
      '没有保存。看看有没有哪一项太长，或者只有空白、标点、叠在一起的符号，改好再提交一次。',
      '去修改',
      'understood',
    ),
    OfficialName: message(
      '这个群名不能用',
      '它像在说自己是微信、群票，或者官方、客服、管理员、运营开的群，容易让人误信。换一个群名才能保存和开放。',
      '去修改',
      'understood',
    ),
    NoValidQr: message(
      '还没有有效群码',
      '没有群码，人付了款也进不来，所以不能开放。先去上传一张群二维码。',
      '去上传群码',
      'qrs',
    ),
  },
  saveGroupQr: {
    GroupNotFound: notYours,
    GroupBanned: message('社群已被平台下架', '群码不再给任何人看，所以没有保存，也没有移动。', '回到管理', 'manage'),
    InvalidInput: message('群码没有保存', '图片、有效期或人数不符合要求。检查一下再提交。', '去修改', 'understood'),
  },
  saveProfile: {
    InvalidInput: message(
      '资料没有保存',
      '昵称要有 1 到 20 个看得见的字，不能只有标点，一个字上也不能叠一串符号。改好再保存一次。',
      '去修改',
      'understood',
    ),
  },
  requestRefund: {
    PaymentInProgress: message(
      '付款还在确认',
      '微信支付还在确认这笔付款，确认之后就能申请退款。过一会儿再试。',
      '重试',
      'retry',
    ),
  },
  getTicket: {
    GroupBanned: message(
      '社群已被平台下架',
      '群码不再给任何人看。没看过群码的款项会自动原路退回；其他情况，订单里写着钱的去向。',
      '查看订单',
      'order',
    ),
    GroupSuspended: message(
      '平台正在核实这个社群',
      '核实期间不给新的人看群码。你的资格还在；不想等，可以在订单里申请退款。',
      '查看订单',
      'order',
    ),
  },
  approveMember: {
    TextRefused: message(
      '原因没有通过检查',
      '微信的内容检查认为有不合适的词句，没有发给申请人。改一改再试，申请还在等你。',
      '去修改',
      'understood',
    ),
    CheckUnavailable: message(
      '内容检查没有响应',
      '微信的内容检查暂时没有回应，原因没有发给申请人。稍后再试就好，申请还在等你。',
      '重试',
      'retry',
    ),
    GroupSuspended: message(
      '平台正在核实社群',
      '核实期间不能通过新的人，可以拒绝。申请还在等答复，超时会自动结束。',
      '回到管理',
      'manage',
    ),
    GroupBanned: message('社群已被平台下架', '不能再通过任何人，等待中的申请会自动结束。', '回到管理', 'manage'),
    InvalidInput: message(
      '没有处理成功',
      '写给申请人的话要有 1 到 100 个看得见的字。申请还在等你。',
      '去修改',
      'understood',
    ),
    GroupFull: message(
      '没有名额了',
      '通过申请要先占一个名额，现在一个也不剩。申请还在等你，增加名额后再通过。',
      '刷新列表',
      'retry',
    ),
    GroupPaused: message(
      '社群没有开放',
      `通过之后对方只有 ${payWithinHours} 小时付款，所以要先恢复开放再通过。申请还在等你。`,
      '回到管理',
      'manage',
    ),
    NoValidQr: message('还没有有效群码', '没有群码，对方付了款也进不来。先上传群码，再通过申请。', '去上传群码', 'qrs'),
  },
  createOrder: {
    PaymentUnavailable: message(
      '微信支付没有响应',
      '这次没能打开付款。稍后再试是安全的，不会重复扣钱。',
      '重试',
      'retry',
    ),
    InvalidInput: message(
      '订单没有提交',
      '申请理由要写 1 到 300 个看得见的字，联系方式最多 60 个字。没有扣款。',
      '去修改',
      'understood',
    ),
    TextRefused: message(
      '文字没有通过检查',
      '微信的内容检查认为有不合适的词句，申请没有提交，没有扣款。改一改再试。',
      '去修改',
      'understood',
    ),
    CheckUnavailable: message(
      '内容检查没有响应',
      '微信的内容检查暂时没有回应，申请没有提交，没有扣款。稍后再试就好。',
      '重试',
      'retry',
    ),
  },
  applyToGroup: {
    InvalidInput: message(
      '申请没有提交',
      '申请理由要写 1 到 300 个看得见的字，联系方式最多 60 个字。',
      '去修改',
      'understood',
    ),
    PaymentInProgress: message(
      '还有一笔没结束的订单',
      '你在这个社群还有一笔订单在等付款或确认。先付款或取消它，再来申请。',
      '看我的订单',
      'orders',
    ),
    TextRefused: message(
      '文字没有通过检查',
      '微信的内容检查认为有不合适的词句，申请没有提交。改一改再试。',
      '去修改',
      'understood',
    ),
    CheckUnavailable: message(
      '内容检查没有响应',
      '微信的内容检查暂时没有回应，申请没有提交。稍后再试就好。',
      '重试',
      'retry',
    ),
  },
  withdrawApplication: {
    ApplicationNotFound: message('没有可撤回的申请', '它可能已经有了结果。回到社群看看最新状态。', '回到社群', 'group'),
    AlreadyPaid: message(
      '已经付款，不能撤回',
      '付款已经成功，你已取得入群资格。不想要了可以在订单里申请退款。',
      '看我的订单',
      'orders',
    ),
    PaymentInProgress: message(
      '正在付款中',
      '微信支付显示你正在付款，申请暂时不能撤回。付款结果出来后再试。',
      '重试',
      'retry',
    ),
    PaymentUnavailable: message(
      '微信支付没有响应',
      '要先确认没有付款才能撤回，现在问不到结果，什么都没有改变。稍后再试。',
      '重试',
      'retry',
    ),
  },
  cancelOrder: {
    AlreadyPaid: message('付款已经到账', '取消之前付款已经成功，所以没有取消。去看看最新状态。', '查看订单', 'order'),
  },
};

/** The message for a refusal of `name`, with the time at which it ends where that is known. A code that this version does not know, from a newer back end, reads as `Internal`. */
export function messageFor<N extends FunctionName>(name: N, code: CodeFrom<N>, untilMs?: number): UserMessage {
  const specific: Partial<Record<CodeFrom<N>, UserMessage>> | undefined = specificMessages[name];
  const general: Partial<Record<RefusalCode, UserMessage>> = refusalMessages;
  const found = specific?.[code] ?? general[code] ?? refusalMessages.Internal;
  if (!found.text.includes(until)) return found;
  return {
    ...found,
    text: found.text.replace(until, untilMs === undefined ? '过些时候' : `${formatTime(untilMs)} 起`),
  };
}
