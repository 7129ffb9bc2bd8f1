/**
 * Makes a WXS module run as the JavaScript of a browser. WXS is a dialect: `require` takes a `.wxs` suffix that glass-easel's modules
 * do not have, a backslash in the pattern of `getRegExp` is taken as it stands, and `x.constructor` is the *name* of the type.
 * Exported functions are marked, for an event handler in WXS gets `(event, ownerInstance)` where one in the page gets `(event)`.
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

/** `\d` → `\\d`, while `\\d` and an escaped quote stay what they are. */
function doubleBackslashes(pattern: string): string {
  return pattern.replace(/\\([\s\S])/g, (all, next: string) =>
    next === '\\' || next === "'" || next === '"' ? all : `\\\\${next}`,
  );
}

/** What every WXS module may use, put once before them all; handlers and `change:` observers go to the host by their mark. */
export const wxsRuntime = `
var getRegExp=function(p,f){return new RegExp(p,f)};
var getDate=function(){return new (Function.prototype.bind.apply(Date,[null].concat([].slice.call(arguments))))};
var __markWxs=function(e){for(var k in e)if(typeof e[k]==='function')e[k].__wxs=true};
Q.A=function(f){return globalThis.__preview.wxsObserver(f)};
Q.C=function(caller,event,f){return globalThis.__preview.handleEvent(caller,event,f)};
`;
