/** WeChat's own components. The browser gets them as `<wx-view>`, `<wx-button>` …, for `<button>` or `<text>` mean other things there. */
export const builtInTags: ReadonlySet<string> = new Set([
  'page', 'view', 'text', 'image', 'button', 'input', 'textarea', 'scroll-view', 'swiper', 'swiper-item', 'picker', 'picker-view',
  'picker-view-column', 'switch', 'slider', 'checkbox', 'checkbox-group', 'radio', 'radio-group', 'form', 'label', 'icon', 'navigator',
  'rich-text', 'progress', 'canvas', 'root-portal', 'page-meta', 'page-container', 'navigation-bar', 'cover-view', 'cover-image',
  'movable-area', 'movable-view', 'match-media', 'open-data', 'official-account', 'web-view', 'video', 'audio', 'camera', 'map', 'ad',
  'live-player', 'live-pusher', 'editor', 'keyboard-accessory', 'share-element', 'sticky-header', 'sticky-section', 'list-view', 'grid-view',
  'native-component', 'voip-room', 'channel-live', 'channel-video', 'span', 'snapshot', 'selection',
]); // prettier-ignore

/** The element a tag of WXML becomes; own components keep their tag. */
export function toDomTag(tag: string): string {
  return builtInTags.has(tag) ? `wx-${tag}` : tag;
}
