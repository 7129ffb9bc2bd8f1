/** Every page with its query. */
export interface Routes {
  discover: Record<string, never>;
  orders: Record<string, never>;
  manage: Record<string, never>;
  me: Record<string, never>;
  group: { groupId: string };
  apply: { groupId: string };
  application: { groupId: string };
  /** `paid`: the payment sheet said so. The page still waits for the server to confirm it. */
  result: { orderId: string; paid?: 'yes' };
  order: { orderId: string };
  /** `orderId`: the order of the present membership, where it is known. */
  ticket: { groupId: string; orderId?: string };
  memberships: Record<string, never>;
  profile: Record<string, never>;
  promise: Record<string, never>;
  about: Record<string, never>;
  reviews: { groupId?: string };
  dashboard: { groupId: string };
  /** Without a group it creates one. */
  edit: { groupId?: string };
  qrs: { groupId: string };
  /** Without a group it covers all groups of the owner. `month` is `2026-11`, by default the present one. */
  earnings: { groupId?: string; month?: string };
  issues: Record<string, never>;
  adminGroups: Record<string, never>;
  adminGroup: { groupId: string };
  /** With an order it lists all orders of the person who made it, with a group all orders of the group. */
  adminOrders: { sameBuyerAs?: string; groupId?: string };
  adminOrder: { orderId: string };
}

const tabs: Partial<Record<keyof Routes, true>> = { discover: true, orders: true, manage: true, me: true };

/**
 * A test compares them with app.json: every page has a route, and every route is used.
 * @public
 */
export const paths: Record<keyof Routes, string> = {
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
  dashboard: '/owner/dashboard/dashboard',
  edit: '/owner/edit/edit',
  qrs: '/owner/qrs/qrs',
  earnings: '/owner/earnings/earnings',
  issues: '/admin/issues/issues',
  adminGroups: '/admin/groups/groups',
  adminGroup: '/admin/group/group',
  adminOrders: '/admin/orders/orders',
  adminOrder: '/admin/order/order',
};

/** A page's URL with its query. */
export function urlOf<P extends keyof Routes>(page: P, query: Routes[P]): string {
  const pairs = Object.entries(query).map(([key, value]) => `${key}=${encodeURIComponent(value)}`);
  return pairs.length === 0 ? paths[page] : `${paths[page]}?${pairs.join('&')}`;
}

/** While a page is being opened, a second tap opens nothing. */
let opening = false;

export function goTo<P extends keyof Routes>(page: P, query: Routes[P]): void {
  const url = urlOf(page, query);
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

/** Replaces the present page: going back must not lead to it again. */
export function replaceWith<P extends keyof Routes>(page: P, query: Routes[P]): void {
  void wx.redirectTo({ url: urlOf(page, query) });
}

/** Goes one page back; from a page that a link opened, to 发现. */
export function goBack(): void {
  if (getCurrentPages().length > 1) return void wx.navigateBack();
  goTo('discover', {});
}
