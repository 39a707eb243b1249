// Texts and places in them. A place is counted in UTF-16 code units, a line break as one.

import { ChangeSet, Text } from "@codemirror/state";

/** @param {string} string with line breaks of any kind */
export const textOf = (string) => Text.of(string.split(/\r\n?|\n/));

/**
 * The smallest single change from one text to another; null if they are the same.
 *
 * @param {Text} before
 * @param {Text} after
 */
export function difference(before, after) {
  const [old, next] = [before.toString(), after.toString()];
  if (old === next) return null;
  const shorter = Math.min(old.length, next.length);
  let head = 0;
  while (head < shorter && old.charCodeAt(head) === next.charCodeAt(head)) head++;
  const rest = shorter - head;
  const [oldEnd, nextEnd] = [old.length - 1, next.length - 1];
  let tail = 0;
  while (tail < rest && old.charCodeAt(oldEnd - tail) === next.charCodeAt(nextEnd - tail)) tail++;
  const insert = after.slice(head, next.length - tail);
  return ChangeSet.of({ from: head, to: old.length - tail, insert }, old.length);
}

/**
 * The range as it lies in a text of this length, whatever was asked for.
 *
 * @param {{ from: number, to: number }} range
 * @param {number} length
 */
export function clamped({ from, to }, length) {
  const start = Math.max(0, Math.min(from || 0, length));
  return { from: start, to: Math.max(start, Math.min(to || 0, length)) };
}
