/** Texts as bytes: there is no `TextEncoder` without an operating system. */

/** The bytes of `text`. What is half of a character is the one that says so. */
export function encode(text) {
  const bytes = [];
  for (const character of text) {
    let code = character.codePointAt(0);
    if (code >= 0xd800 && code <= 0xdfff) code = 0xfffd;
    if (code < 0x80) bytes.push(code);
    else if (code < 0x800) bytes.push(0xc0 | (code >> 6), 0x80 | (code & 0x3f));
    else if (code < 0x10000) {
      bytes.push(0xe0 | (code >> 12), 0x80 | ((code >> 6) & 0x3f), 0x80 | (code & 0x3f));
    } else {
      bytes.push(0xf0 | (code >> 18), 0x80 | ((code >> 12) & 0x3f));
      bytes.push(0x80 | ((code >> 6) & 0x3f), 0x80 | (code & 0x3f));
    }
  }
  return Uint8Array.from(bytes);
}

/** The text of `bytes`, which are UTF-8: the shell sees to that. */
export function decode(bytes) {
  const parts = [];
  for (let at = 0; at < bytes.length; ) {
    const codes = [];
    // Arguments of a call are not endless.
    while (at < bytes.length && codes.length < 4096) {
      const first = bytes[at++];
      if (first < 0x80) codes.push(first);
      else if (first < 0xe0) codes.push(((first & 0x1f) << 6) | (bytes[at++] & 0x3f));
      else if (first < 0xf0) {
        codes.push(((first & 0x0f) << 12) | ((bytes[at++] & 0x3f) << 6) | (bytes[at++] & 0x3f));
      } else {
        const high = ((first & 0x07) << 18) | ((bytes[at++] & 0x3f) << 12);
        codes.push(high | ((bytes[at++] & 0x3f) << 6) | (bytes[at++] & 0x3f));
      }
    }
    parts.push(String.fromCodePoint(...codes));
  }
  return parts.join("");
}
