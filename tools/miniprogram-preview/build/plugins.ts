/** Only WeChat can deliver a plugin's code. A box that names the plugin takes its place. */
const placeholderFolder = '__plugin__/';

/** Returns the id of the placeholder for a plugin's component (`plugin://name/component`). */
export function resolvePluginId(address: string): string | undefined {
  const parts = /^plugin(?:-private)?:\/\/(.+)$/.exec(address);
  return parts === null ? undefined : `${placeholderFolder}${parts[1] ?? ''}`;
}

/** Returns the text of a placeholder's file, or undefined for any other file. */
export function readPluginPlaceholder(id: string): string | undefined {
  const parts = /^__plugin__\/(.+)\.(json|wxml)$/.exec(id);
  if (parts === null) return undefined;
  return parts[2] === 'json'
    ? '{"component":true}'
    : `<view style="padding:12px;background:#eee;color:#888">插件 ${parts[1] ?? ''}</view><slot />`;
}
