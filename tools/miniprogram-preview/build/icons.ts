import { createRequire } from 'node:module';
import type { IconifyJSON } from './iconify';

const require = createRequire(import.meta.url);
let icons: IconifyJSON | undefined;

/**
 * TDesign's icon font is hosted on a CDN. The same drawings come from npm, so icons also show on a machine without a
 * network.
 */
function loadTdesignIcons(): IconifyJSON {
  icons ??= require('@iconify-json/tdesign/icons.json') as IconifyJSON;
  return icons;
}

/** Returns a TDesign icon as an SVG document in black, or undefined when there is no icon of that name. */
export function renderIcon(name: string): string | undefined {
  const { icons: drawn, aliases, width = 24, height = 24 } = loadTdesignIcons();
  const icon = drawn[name] ?? drawn[aliases?.[name]?.parent ?? ''];
  if (icon === undefined) return undefined;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${icon.width ?? width} ${icon.height ?? height}">${icon.body}</svg>`;
}

const remoteIconFont = /@font-face\s*\{[^}]*tdesign\.gtimg\.com[^}]*\}/;
const glyphRule = /\.t-icon-([a-z0-9-]+)::?before\s*\{\s*content:\s*(?:'[^']*'|"[^"]*");?\s*\}/g;

/** Replaces the CDN font in TDesign's icon style sheet with masks that the preview serves when an icon is used. */
export function replaceRemoteIcons(wxss: string, iconUrl: (name: string) => string): string {
  if (!remoteIconFont.test(wxss)) return wxss;
  const glyphs = wxss.replace(remoteIconFont, '').replace(glyphRule, (rule, name: string) => {
    if (renderIcon(name) === undefined) return rule;
    return `.t-icon-${name}:before{-webkit-mask-image:url("${iconUrl(name)}");mask-image:url("${iconUrl(name)}");}`;
  });
  return `${glyphs}
.t-icon-base:before{content:'';display:inline-block;width:1em;height:1em;vertical-align:top;background-color:currentColor;mask-size:100% 100%;mask-repeat:no-repeat;}`;
}
