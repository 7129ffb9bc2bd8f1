/** Parameters of WeChat's HTTP api, in snake_case. */
export type Parameters = Readonly<Record<string, unknown>>;

/** A JSON body with `errcode`, or an image. */
export type OpenApiAnswer =
  | { readonly kind: 'json'; readonly body: Readonly<Record<string, unknown>> }
  | { readonly kind: 'image'; readonly contentType: string; readonly bytes: Buffer };

export const success = (more: Parameters = {}): OpenApiAnswer => ({
  kind: 'json',
  body: { errcode: 0, errmsg: 'ok', ...more },
});

export const failure = (errcode: number, errmsg: string): OpenApiAnswer => ({
  kind: 'json',
  body: { errcode, errmsg },
});
