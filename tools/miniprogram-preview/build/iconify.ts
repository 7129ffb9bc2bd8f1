/** The part of Iconify's icon set format that is used here. A body is SVG markup on a `width` × `height` canvas. */
export interface IconifyJSON {
  icons: Record<string, { body: string; width?: number; height?: number }>;
  aliases?: Record<string, { parent: string }>;
  width?: number;
  height?: number;
}
