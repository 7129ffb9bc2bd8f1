/**
 * WeChat's built-in components. They become `<wx-view>`, `<wx-button>` … in the browser, because `<button>` and
 * `<text>` have other meanings in HTML.
 */
export const builtInTags: ReadonlySet<string> = new Set([
  'page', 'view', 'text', 'image', 'button', 'input', 'textarea', 'scroll-view', 'swiper', 'swiper-item', 'picker', 'picker-view',
  'picker-view-column', 'switch', 'slider', 'checkbox', 'checkbox-group', 'radio', 'radio-group', 'form', 'label', 'icon', 'navigator',
  'rich-text', 'progress', 'canvas', 'root-portal', 'page-meta', 'page-container', 'navigation-bar', 'cover-view', 'cover-image',
  'movable-area', 'movable-view', 'match-media', 'open-data', 'official-account', 'web-view', 'video', 'audio', 'camera', 'map', 'ad',
  'live-player', 'live-pusher', 'editor', 'keyboard-accessory', 'share-element', 'sticky-header', 'sticky-section', 'list-view', 'grid-view',
  'native-component', 'voip-room', 'channel-live', 'channel-video', 'span', 'snapshot', 'selection',
]); // oxfmt-ignore

/** Returns the DOM tag for a WXML tag. Custom components keep their tag. */
export function toDomTag(tag: string): string {
  return builtInTags.has(tag) ? `wx-${tag}` : tag;
}
