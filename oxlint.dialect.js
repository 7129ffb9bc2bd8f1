/** The rules of this repository that the linter lacks (.oxlintrc.json switches them on). */

const camelCaseConstants = {
  create: (context) => ({
    VariableDeclarator({ id }) {
      if (id.type === 'Identifier' && /^[A-Z][A-Z0-9]+(_[A-Z0-9]+)*$/.test(id.name))
        context.report({ node: id, message: 'Constants are camelCase, like all variables.' });
    },
  }),
};

const noClock = {
  create: (context) => ({
    NewExpression(node) {
      if (node.callee.name === 'Date' && node.arguments.length === 0)
        context.report({ node, message: 'Ask the clock port.' });
    },
  }),
};

export default {
  meta: { name: 'dialect' },
  rules: { 'camel-case-constants': camelCaseConstants, 'no-clock': noClock },
};
