//! Between bytes of a text and the positions of the protocol: lines and columns from 0, columns in
//! UTF-16 code units or, where the client takes that, in bytes.

use std::ops::Range;

use lsp_types::{Position, PositionEncodingKind};

/// What columns are counted in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Encoding {
    /// Code units of UTF-16, which every client knows.
    #[default]
    Utf16,
    /// Bytes.
    Utf8,
}

impl Encoding {
    /// The best of what a client offers.
    pub(super) fn of(offered: Option<&[PositionEncodingKind]>) -> Self {
        let bytes = offered.is_some_and(|all| all.contains(&PositionEncodingKind::UTF8));
        if bytes { Self::Utf8 } else { Self::Utf16 }
    }

    /// What the protocol calls it.
    pub(super) fn kind(self) -> PositionEncodingKind {
        match self {
            Self::Utf16 => PositionEncodingKind::UTF16,
            Self::Utf8 => PositionEncodingKind::UTF8,
        }
    }

    /// The length of `text`.
    pub(super) fn length(self, text: &str) -> u32 {
        let units = match self {
            Self::Utf8 => text.len(),
            Self::Utf16 if text.is_ascii() => text.len(),
            Self::Utf16 => text.chars().map(char::len_utf16).sum(),
        };
        u32::try_from(units).unwrap_or(u32::MAX)
    }
}

/// Where the lines of a text begin.
#[derive(Debug, Clone)]
pub(super) struct Lines {
    starts: Vec<usize>,
    encoding: Encoding,
}

impl Lines {
    /// The lines of `text`: `\n`, `\r\n` and `\r` end one, as the protocol says.
    pub(super) fn new(text: &str, encoding: Encoding) -> Self {
        let bytes = text.as_bytes();
        let ends = bytes.iter().enumerate().filter(|(at, byte)| match byte {
            b'\n' => true,
            b'\r' => bytes.get(at + 1) != Some(&b'\n'),
            _ => false,
        });
        let starts = std::iter::once(0).chain(ends.map(|(at, _)| at + 1)).collect();
        Self { starts, encoding }
    }

    /// How columns are counted.
    pub(super) fn encoding(&self) -> Encoding {
        self.encoding
    }

    /// The bytes of line `line` of `text` without what ends it.
    fn line(&self, text: &str, line: usize) -> Range<usize> {
        let start = self.starts.get(line).copied().unwrap_or(text.len());
        let end = self.starts.get(line + 1).copied().unwrap_or(text.len());
        let content = text.get(start..end).unwrap_or_default();
        start..start + content.trim_end_matches(['\n', '\r']).len()
    }

    /// The position of byte `offset` of `text`; one inside of a character is that character's.
    pub(super) fn position(&self, text: &str, offset: usize) -> Position {
        let mut offset = offset.min(text.len());
        while !text.is_char_boundary(offset) {
            offset -= 1;
        }
        let line = self.starts.partition_point(|start| *start <= offset).saturating_sub(1);
        let start = self.starts.get(line).copied().unwrap_or(0);
        let before = text.get(start..offset).unwrap_or_default();
        let line = u32::try_from(line).unwrap_or(u32::MAX);
        Position { line, character: self.encoding.length(before) }
    }

    /// The positions of `bytes` of `text`.
    pub(super) fn range(&self, text: &str, bytes: Range<usize>) -> lsp_types::Range {
        let start = self.position(text, bytes.start);
        lsp_types::Range { start, end: self.position(text, bytes.end.max(bytes.start)) }
    }

    /// The byte of `text` at `position`. Past the end of a line it is that end, past the last line
    /// the end of the text, and between the halves of a character its beginning.
    pub(super) fn offset(&self, text: &str, position: Position) -> usize {
        let line = usize::try_from(position.line).unwrap_or(usize::MAX);
        if line >= self.starts.len() {
            return text.len();
        }
        let bytes = self.line(text, line);
        let content = text.get(bytes.clone()).unwrap_or_default();
        let mut left = position.character;
        for (at, char) in content.char_indices() {
            let length = self.encoding.length(char.encode_utf8(&mut [0; 4]));
            if left < length {
                return bytes.start + at;
            }
            left -= length;
        }
        bytes.end
    }

    /// The bytes of `text` at `range`.
    pub(super) fn bytes(&self, text: &str, range: lsp_types::Range) -> Range<usize> {
        let start = self.offset(text, range.start);
        start..self.offset(text, range.end).max(start)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(line: u32, character: u32) -> Position {
        Position { line, character }
    }

    #[test]
    fn columns_are_counted_as_agreed() {
        let text = "ab\nñ😀x\r\ny";
        let wide = Lines::new(text, Encoding::Utf16);
        let bytes = Lines::new(text, Encoding::Utf8);
        let x = text.find('x').unwrap();
        assert_eq!(wide.position(text, x), at(1, 3));
        assert_eq!(bytes.position(text, x), at(1, 6));
        assert_eq!(wide.offset(text, at(1, 3)), x);
        assert_eq!(bytes.offset(text, at(1, 6)), x);
        assert_eq!(wide.offset(text, at(1, 2)), x - 4, "between the halves of a character");
        assert_eq!(wide.position(text, x - 1), at(1, 1), "inside of a character");
    }

    #[test]
    fn what_is_past_an_end_is_that_end() {
        let text = "ab\r\ncd\re";
        let lines = Lines::new(text, Encoding::Utf16);
        assert_eq!(lines.offset(text, at(0, 99)), 2, "before what ends the line");
        assert_eq!(lines.offset(text, at(1, 1)), 5);
        assert_eq!(lines.offset(text, at(2, 0)), 7, "a lone return ends a line");
        assert_eq!(lines.offset(text, at(9, 9)), text.len());
        let backwards = lsp_types::Range { start: at(1, 1), end: at(0, 0) };
        assert_eq!(lines.bytes(text, backwards), 5..5);
    }

    #[test]
    fn there_and_back_again() {
        let text = "é漢👩\u{200d}🚀\n\r\n\rz\n";
        for encoding in [Encoding::Utf16, Encoding::Utf8] {
            let lines = Lines::new(text, encoding);
            for (offset, char) in text.char_indices().filter(|(_, char)| !"\r\n".contains(*char)) {
                let position = lines.position(text, offset);
                assert_eq!(lines.offset(text, position), offset, "{char:?}");
            }
        }
    }
}
