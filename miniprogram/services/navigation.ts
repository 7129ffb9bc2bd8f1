/** Every page and what it must be given. */
export interface Routes {
  discover: Record<string, never>;
  orders: Record<string, never>;
  manage: Record<string, never>;
  me: Record<string, never>;
  group: { groupId: string };
  apply: { groupId: string };
  application: { groupId: string };
  /** `paid`: the payment sheet said so; the page still waits for the server's word. */
  result: { orderId: string; paid?: 'yes' };
  order: { orderId: string };
  /** `orderId`: the order of the present standing, where it is known. */
  ticket: { groupId: string; orderId?: string };
  memberships: Record<string, never>;
  profile: Record<string, never>;
  promise: Record<string, never>;
  about: Record<string, never>;
  reviews: { groupId?: string };
  desk: { groupId: string };
  /** Without a group: a new one. */
  edit: { groupId?: string };
  qrs: { groupId: string };
  /** Without a group: of all one's own. `month` is `2026-11`, the present one where it is left out. */
  earnings: { groupId?: string; month?: string };
  issues: Record<string, never>;
  adminGroups: Record<string, never>;
  adminGroup: { groupId: string };
  /** With an order: all orders of the person who made it. */
  adminOrders: { sameBuyerAs?: string };
  adminOrder: { orderId: string };
}

const tabs: Partial<Record<keyof Routes, true>> = { discover: true, orders: true, manage: true, me: true };

const paths: Record<keyof Routes, string> = {
  discover: '/pages/discover/discover',
  orders: '/pages/orders/orders',
  manage: '/pages/manage/manage',
  me: '/pages/me/me',
  group: '/pages/group/group',
  apply: '/pages/apply/apply',
  application: '/pages/application/application',
  result: '/pages/result/result',
  order: '/pages/order/order',
  ticket: '/pages/ticket/ticket',
  memberships: '/pages/memberships/memberships',
  profile: '/pages/profile/profile',
  promise: '/pages/promise/promise',
  about: '/pages/about/about',
  reviews: '/owner/reviews/reviews',
  desk: '/owner/desk/desk',
  edit: '/owner/edit/edit',
  qrs: '/owner/qrs/qrs',
  earnings: '/owner/earnings/earnings',
  issues: '/admin/issues/issues',
  adminGroups: '/admin/groups/groups',
  adminGroup: '/admin/group/group',
  adminOrders: '/admin/orders/orders',
  adminOrder: '/admin/order/order',
};

/** A page's address with its query. */
export function addressOf<P extends keyof Routes>(page: P, query: Routes[P]): string {
  const pairs = Object.entries(query).map(([key, value]) => `${key}=${encodeURIComponent(value)}`);
  return pairs.length === 0 ? paths[page] : `${paths[page]}?${pairs.join('&')}`;
}

/** Whether a page is being opened: a second tap opens nothing. */
let opening = false;

export function goTo<P extends keyof Routes>(page: P, query: Routes[P]): void {
  const url = addressOf(page, query);
  if (tabs[page]) return void wx.switchTab({ url });
  if (opening) return;
  opening = true;
  wx.navigateTo({
    url,
    // WeChat keeps at most ten pages; the eleventh takes the place of the tenth.
    fail: () => void wx.redirectTo({ url }),
    complete: () => {
      opening = false;
    },
  });
}

/** Leaves the present page for another: going back must not lead to it again. */
export function replaceBy<P extends keyof Routes>(page: P, query: Routes[P]): void {
  void wx.redirectTo({ url: addressOf(page, query) });
}

/** One page back; from a page that was opened by a link, to 发现. */
export function goBack(): void {
  if (getCurrentPages().length > 1) return void wx.navigateBack();
  goTo('discover', {});
}
