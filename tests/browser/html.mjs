// Pages as a browser parses them, without a browser: for what is asked of every page of the site.

import { parse } from 'parse5';

/** A page: its elements in order, its ids, and what the parser complained about. */
export function page(text) {
  const complaints = [];
  const onParseError = ({ code, startLine, startCol }) => complaints.push(`${startLine}:${startCol} ${code}`);
  const elements = [];
  const visit = (node) => {
    if (node.tagName) {
      const attributes = Object.fromEntries(node.attrs.map(({ name, value }) => [name, value]));
      elements.push({ tag: node.tagName, node, ...attributes });
    }
    (node.childNodes ?? []).forEach(visit);
  };
  visit(parse(text, { onParseError, sourceCodeLocationInfo: true }));
  return { elements, ids: elements.map(({ id }) => id).filter(Boolean), complaints };
}

/** The text under a node. */
export function text(node) {
  return node.value ?? (node.childNodes ?? []).map(text).join('');
}
