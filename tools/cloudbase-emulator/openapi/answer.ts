/** Parameters as WeChat's HTTP api has them: snake_case. */
export type Parameters = Readonly<Record<string, unknown>>;

/** JSON with `errcode`, or an image. */
export type OpenApiAnswer =
  | { readonly kind: 'json'; readonly body: Readonly<Record<string, unknown>> }
  | { readonly kind: 'image'; readonly contentType: string; readonly bytes: Buffer };

export const fine = (more: Parameters = {}): OpenApiAnswer => ({
  kind: 'json',
  body: { errcode: 0, errmsg: 'ok', ...more },
});

export const failed = (errcode: number, errmsg: string): OpenApiAnswer => ({ kind: 'json', body: { errcode, errmsg } });
