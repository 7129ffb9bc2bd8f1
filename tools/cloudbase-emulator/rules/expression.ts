/** A parsed expression of a security rule. https://docs.cloudbase.net/database/configuration/permission/security-rules */
export type Expression =
  | { readonly kind: 'literal'; readonly value: string | number | boolean | null }
  | { readonly kind: 'list'; readonly members: readonly Expression[] }
  | { readonly kind: 'template'; readonly parts: readonly (string | Expression)[] }
  | { readonly kind: 'name'; readonly name: Name }
  | { readonly kind: 'test'; readonly pattern: RegExp; readonly of: Expression }
  | { readonly kind: 'member'; readonly of: Expression; readonly key: Expression }
  | { readonly kind: 'get'; readonly path: Expression }
  | { readonly kind: 'not'; readonly of: Expression }
  | { readonly kind: 'and' | 'or'; readonly left: Expression; readonly right: Expression }
  | { readonly kind: 'compare'; readonly operator: Comparison; readonly left: Expression; readonly right: Expression };

export type Name = 'auth' | 'doc' | 'now' | 'request' | 'resource';

/**
 * The rules of a collection and of the storage bucket share a grammar. Only the first have `doc`, `request`, `now` and `get()`, only the
 * second have `resource` and patterns: `/^covers\\//.test(resource.path) == true`
 * (docs.cloudbase.net/storage/security-rules/secure_resource).
 */
export type Dialect = 'database' | 'storage';

const namesOf: Readonly<Record<Dialect, readonly Name[]>> = {
  database: ['auth', 'doc', 'now', 'request'],
  storage: ['auth', 'resource'],
};

export type Comparison = '==' | '!=' | '>' | '>=' | '<' | '<=' | 'in';

/** "单条表达式限制 1024 字符" (cloud.tencent.com/document/product/876/41802). */
const maxExpressionLength = 1024;

/** "单个表达式中最多可使用 3 个 get 函数"; "嵌套深度最多为 2" (docs.cloudbase.net/rule/reference/function). */
const maxGets = 3;
const maxGetDepth = 2;

/** The message is a sentence about what is wrong with the expression. */
export class UnreadableRule extends Error {}

/** Parses a rule's expression. @throws {UnreadableRule} */
export function readExpression(text: string, dialect: Dialect = 'database'): Expression {
  if (text.length > maxExpressionLength) {
    throw new UnreadableRule(`an expression has at most ${maxExpressionLength} characters`);
  }
  const parser = new Parser(tokensOf(text), dialect);
  const expression = parser.or();
  parser.end();
  if (parser.gets > maxGets) throw new UnreadableRule(`an expression has at most ${maxGets} get()`);
  return expression;
}

interface Token {
  readonly kind: 'symbol' | 'word' | 'number' | 'text' | 'template' | 'pattern';
  readonly text: string;
}

const tokenPattern =
  /\s*(?:(?<symbol>===|!==|==|!=|>=|<=|&&|\|\||[()[\].,!<>-])|(?<number>\d+(?:\.\d+)?)|(?<word>[A-Za-z_$][\w$]*)|(?<text>'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")|(?<template>`[^`]*`)|(?<pattern>\/(?:[^/\\[]|\\.|\[(?:[^\]\\]|\\.)*\])+\/))/y;

function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  tokenPattern.lastIndex = 0;
  for (let at = 0; text.slice(at).trim() !== ''; at = tokenPattern.lastIndex) {
    tokenPattern.lastIndex = at;
    const groups = tokenPattern.exec(text)?.groups;
    if (groups === undefined) throw new UnreadableRule(`cannot be read from "${text.slice(at).trim()}" on`);
    const [kind, found] = Object.entries(groups).find(([, part]) => part !== undefined) ?? [];
    tokens.push({ kind: kind as Token['kind'], text: found ?? '' });
  }
  return tokens;
}

const comparisons: Readonly<Record<string, Comparison>> = {
  ...{ '==': '==', '===': '==', '!=': '!=', '!==': '!=' },
  ...{ '>': '>', '>=': '>=', '<': '<', '<=': '<=', in: 'in' },
};
const constants: Readonly<Record<string, boolean | null>> = { true: true, false: false, null: null, undefined: null };

/** A recursive-descent parser: one method for each level of precedence, the loosest first. */
class Parser {
  gets = 0;
  #at = 0;
  #depth = 0;

  constructor(
    readonly tokens: readonly Token[],
    readonly dialect: Dialect,
  ) {}

  or(): Expression {
    let left = this.#and();
    while (this.#accept('||')) left = { kind: 'or', left, right: this.#and() };
    return left;
  }

  end(): void {
    const left = this.tokens[this.#at];
    if (left !== undefined) throw new UnreadableRule(`nothing was expected at "${left.text}"`);
  }

  #and(): Expression {
    let left = this.#comparison();
    while (this.#accept('&&')) left = { kind: 'and', left, right: this.#comparison() };
    return left;
  }

  #comparison(): Expression {
    const left = this.#unary();
    const token = this.tokens[this.#at];
    const operator =
      token && token.kind !== 'text' && Object.hasOwn(comparisons, token.text) && comparisons[token.text];
    if (!operator) return left;
    this.#at++;
    return { kind: 'compare', operator, left, right: this.#unary() };
  }

  #unary(): Expression {
    if (this.#accept('!')) return { kind: 'not', of: this.#unary() };
    let expression = this.#primary();
    for (;;) {
      if (this.#accept('.')) {
        expression = { kind: 'member', of: expression, key: { kind: 'literal', value: this.#next('word').text } };
      } else if (this.#accept('[')) {
        expression = { kind: 'member', of: expression, key: this.or() };
        this.#expect(']');
      } else return expression;
    }
  }

  #primary(): Expression {
    if (this.#accept('(')) {
      const inner = this.or();
      this.#expect(')');
      return inner;
    }
    if (this.#accept('[')) return { kind: 'list', members: this.#members() };
    if (this.#accept('-')) return { kind: 'literal', value: -Number(this.#next('number').text) };
    const token = this.tokens[this.#at++];
    if (token?.kind === 'number') return { kind: 'literal', value: Number(token.text) };
    if (token?.kind === 'text') return { kind: 'literal', value: token.text.slice(1, -1).replace(/\\(.)/g, '$1') };
    if (token?.kind === 'template') return this.#template(token.text.slice(1, -1));
    if (token?.kind === 'pattern') return this.#test(token.text.slice(1, -1));
    if (token?.kind === 'word') return this.#identifier(token.text);
    throw new UnreadableRule(token ? `a value was expected at "${token.text}"` : 'a value was expected at the end');
  }

  #members(): Expression[] {
    const members: Expression[] = [];
    while (!this.#accept(']')) {
      if (members.length > 0) this.#expect(',');
      members.push(this.or());
    }
    return members;
  }

  #identifier(word: string): Expression {
    if (Object.hasOwn(constants, word)) return { kind: 'literal', value: constants[word] ?? null };
    const name = namesOf[this.dialect].find((each) => each === word);
    if (name !== undefined) return { kind: 'name', name };
    if (word !== 'get' || this.dialect === 'storage') throw new UnreadableRule(`"${word}" is not known`);
    this.#expect('(');
    this.gets++;
    if (++this.#depth > maxGetDepth) throw new UnreadableRule(`get() is nested at most ${maxGetDepth} deep`);
    const path = this.or();
    this.#depth--;
    this.#expect(')');
    return { kind: 'get', path };
  }

  /** `/^covers/.test(resource.path)`: a pattern has no other use. */
  #test(source: string): Expression {
    if (this.dialect !== 'storage') throw new UnreadableRule('patterns are for storage only');
    this.#expect('.');
    if (this.#next('word').text !== 'test') throw new UnreadableRule('a pattern has only .test()');
    this.#expect('(');
    const of = this.or();
    this.#expect(')');
    return { kind: 'test', pattern: patternOf(source), of };
  }

  /** `database.room.${doc.roomId}`. */
  #template(text: string): Expression {
    const parts = text.split(/\$\{([^}]*)\}/);
    return {
      kind: 'template',
      parts: parts.map((part, index) => (index % 2 === 0 ? part : this.#inner(part))),
    };
  }

  #inner(text: string): Expression {
    const parser = new Parser(tokensOf(text), this.dialect);
    parser.#depth = this.#depth;
    const expression = parser.or();
    parser.end();
    this.gets += parser.gets;
    return expression;
  }

  #accept(symbol: string): boolean {
    const token = this.tokens[this.#at];
    if (token?.kind !== 'symbol' || token.text !== symbol) return false;
    this.#at++;
    return true;
  }

  #expect(symbol: string): void {
    if (!this.#accept(symbol)) {
      throw new UnreadableRule(
        `"${symbol}" was expected at ${JSON.stringify(this.tokens[this.#at]?.text ?? 'the end')}`,
      );
    }
  }

  #next(kind: Token['kind']): Token {
    const token = this.tokens[this.#at++];
    if (token?.kind !== kind) throw new UnreadableRule(`a ${kind} was expected after "."`);
    return token;
  }
}

function patternOf(source: string): RegExp {
  try {
    return new RegExp(source);
  } catch {
    throw new UnreadableRule(`the pattern /${source}/ cannot be read`);
  }
}
