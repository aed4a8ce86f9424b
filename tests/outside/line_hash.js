/*
 * GitHub's primaryLocationLineHash by its definition, not as a rolling hash:
 * of each line of a file, `LINE HASH:N`. The text is read as the upload action
 * reads it, by node's UTF-8 decoder (a bad sequence is one U+FFFD, a byte
 * order mark stays). Usage: node line_hash.js FILE…
 *
 * The definition: blanks and tabs are left out; CRLF and CR are LF; 65535 ends
 * the text, and zeros follow. The hash of a line is the sum, mod 2^64, of its
 * first 100 units and those behind it, each times 37^(99 - i). Where several
 * lines have one hash, N counts them, from the top of the file.
 */
"use strict";
const fs = require("fs");
const SIZE = 100;
const MASK = (1n << 64n) - 1n;

function unitsOf(bytes) {
  const text = bytes.toString("utf8").replace(/\r\n?/g, "\n");
  const units = [];
  for (let i = 0; i < text.length; i++)
    if (text[i] !== " " && text[i] !== "\t") units.push(text.charCodeAt(i));
  units.push(65535);
  return units;
}

function hashAt(units, start) {
  let sum = 0n;
  for (let i = 0; i < SIZE; i++) {
    const unit = start + i < units.length ? units[start + i] : 0;
    sum = (sum * 37n + BigInt(unit)) & MASK;
  }
  return sum.toString(16);
}

function hashesOf(bytes) {
  const units = unitsOf(bytes);
  const seen = new Map();
  const hashes = [];
  for (let i = 0; i < units.length; i++) {
    if (i > 0 && units[i - 1] !== 10) continue;
    const hash = hashAt(units, i);
    seen.set(hash, (seen.get(hash) || 0) + 1);
    hashes.push(hash + ":" + seen.get(hash));
  }
  return hashes;
}

for (const file of process.argv.slice(2))
  hashesOf(fs.readFileSync(file)).forEach((hash, i) =>
    console.log(`${file} ${i + 1} ${hash}`));
