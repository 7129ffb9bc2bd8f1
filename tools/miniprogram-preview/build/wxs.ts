/**
 * Turns a WXS module into JavaScript for the browser. WXS is a dialect: `require` takes a `.wxs` suffix that
 * glass-easel's modules don't have, a backslash in the pattern of `getRegExp` is literal, and `x.constructor` is the
 * *name* of the type. Exported functions are marked, because an event handler in WXS receives `(event, ownerInstance)`
 * and one in the page `(event)`.
 */
export function compileWxs(source: string): string {
  const script = source
    .replace(/\brequire\(\s*(['"])(.+?)\.wxs\1\s*\)/g, 'require($1$2$1)')
    .replace(
      /\bgetRegExp\(\s*(['"])((?:\\.|(?!\1).)*)\1/g,
      (_, quote: string, pattern: string) => `getRegExp(${quote}${doubleBackslashes(pattern)}${quote}`,
    )
    .replace(/\.constructor\b/g, '.__wxsType');
  return `${script}\n;__markWxs(module.exports);`;
}

/** Turns `\d` into `\\d` and keeps `\\d` and escaped quotes. */
function doubleBackslashes(pattern: string): string {
  return pattern.replace(/\\([\s\S])/g, (all, next: string) =>
    next === '\\' || next === "'" || next === '"' ? all : `\\\\${next}`,
  );
}

/**
 * Runtime that every WXS module can use, added once. Its hooks route marked event handlers and `change:` observers to
 * the host.
 */
export const wxsRuntime = `
var getRegExp=function(p,f){return new RegExp(p,f)};
var getDate=function(){return new (Function.prototype.bind.apply(Date,[null].concat([].slice.call(arguments))))};
var __markWxs=function(e){for(var k in e)if(typeof e[k]==='function')e[k].__wxs=true};
Q.A=function(f){return globalThis.__preview.wxsObserver(f)};
Q.C=function(caller,event,f){return globalThis.__preview.handleEvent(caller,event,f)};
`;
