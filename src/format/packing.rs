//! Compressed files: which ways there are, and bytes into them and out of them as they come.

use std::io::{self, Read, Write};

use crate::diag::{Diagnostic, codes};

/// How a file is compressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Packing {
    /// As `gzip` does it.
    Gzip,
    /// As `zstd` does it.
    Zstd,
    /// As `xz` does it.
    Xz,
    /// As `bzip2` does it.
    Bzip2,
}

/// How much memory a file may ask for to be unpacked, in KiB: four times what `xz -9` asks for.
const XZ_MEMORY: u32 = 256 << 10;

/// As many bytes as [`Packing::of_bytes`] wants.
pub const MAGIC: usize = 16;

impl Packing {
    /// How the file at `path` is compressed by the end of its name, and the name without that end.
    pub fn of_path(path: &str) -> (Option<Self>, &str) {
        let end = std::path::Path::new(path).extension().and_then(|end| end.to_str());
        let packing = end.and_then(|end| match end.to_ascii_lowercase().as_str() {
            "gz" => Some(Self::Gzip),
            "zst" => Some(Self::Zstd),
            "xz" => Some(Self::Xz),
            "bz2" => Some(Self::Bzip2),
            _ => None,
        });
        match (packing, end) {
            (Some(_), Some(end)) => {
                (packing, path.get(..path.len() - end.len() - 1).unwrap_or(path))
            }
            _ => (None, path),
        }
    }

    /// How what begins with `bytes` is compressed; that of bzip2 is a text but for what follows.
    pub fn of_bytes(bytes: &[u8]) -> Option<Self> {
        match bytes {
            [0x1f, 0x8b, 8, ..] => Some(Self::Gzip),
            [0x28, 0xb5, 0x2f, 0xfd, ..] => Some(Self::Zstd),
            [0xfd, b'7', b'z', b'X', b'Z', 0, ..] => Some(Self::Xz),
            [b'B', b'Z', b'h', b'1'..=b'9', 0x31, 0x41, 0x59, 0x26, 0x53, 0x59, ..]
            | [b'B', b'Z', b'h', b'1'..=b'9', 0x17, 0x72, 0x45, 0x38, 0x50, 0x90, ..] => {
                Some(Self::Bzip2)
            }
            _ => None,
        }
    }

    /// The program that does it, which is what people call it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Gzip => "gzip",
            Self::Zstd => "zstd",
            Self::Xz => "xz",
            Self::Bzip2 => "bzip2",
        }
    }

    /// What is packed in `input`, which may be several files behind each other.
    ///
    /// # Errors
    /// It cannot be made ready; and what it reads fails where `input` is damaged or cut off, or
    /// wants more memory than is given to it.
    pub fn unpack<'a>(self, input: impl Read + Send + 'a) -> io::Result<Box<dyn Read + Send + 'a>> {
        Ok(match self {
            Self::Gzip => Box::new(flate2::read::MultiGzDecoder::new(input)),
            Self::Zstd => Box::new(zstd::Decoder::new(input)?),
            Self::Xz => Box::new(lzma_rust2::XzReader::new_mem_limit(input, true, XZ_MEMORY)),
            Self::Bzip2 => Box::new(bzip2::read::MultiBzDecoder::new(input)),
        })
    }

    /// What is wrong with the packed file `name`, as `error` has it from reading.
    pub fn damaged(self, name: &str, error: &io::Error) -> Box<Diagnostic> {
        let message = match error.kind() {
            io::ErrorKind::UnexpectedEof => format!("`{name}` ends in the middle"),
            io::ErrorKind::OutOfMemory => {
                format!("`{name}` wants more than {} MiB of memory to be unpacked", XZ_MEMORY >> 10)
            }
            _ => format!("`{name}` cannot be unpacked: {error}"),
        };
        let help =
            format!("`{} --test` says more; get it once more from where it came", self.name());
        Diagnostic::error(codes::FORMAT, message).help(help).into()
    }
}

/// Packs what is written to it.
pub enum Packer<W: Write> {
    /// Not at all.
    Plain(W),
    /// By gzip, level 6.
    Gzip(flate2::write::GzEncoder<W>),
    /// By zstd, level 3, with a checksum.
    Zstd(zstd::Encoder<'static, W>),
    /// By xz, level 6.
    Xz(Box<lzma_rust2::XzWriter<W>>),
    /// By bzip2, level 9.
    Bzip2(bzip2::write::BzEncoder<W>),
}

impl<W: Write> Packer<W> {
    /// What packs so into `file`.
    ///
    /// # Errors
    /// Whatever `file` says, or no memory for it.
    pub fn new(packing: Option<Packing>, file: W) -> io::Result<Self> {
        Ok(match packing {
            None => Self::Plain(file),
            Some(Packing::Gzip) => {
                Self::Gzip(flate2::write::GzEncoder::new(file, flate2::Compression::new(6)))
            }
            Some(Packing::Zstd) => {
                let mut encoder = zstd::Encoder::new(file, 3)?;
                encoder.include_checksum(true)?;
                Self::Zstd(encoder)
            }
            Some(Packing::Xz) => {
                let options = lzma_rust2::XzOptions::with_preset(6);
                Self::Xz(Box::new(lzma_rust2::XzWriter::new(file, options)?))
            }
            Some(Packing::Bzip2) => {
                Self::Bzip2(bzip2::write::BzEncoder::new(file, bzip2::Compression::best()))
            }
        })
    }

    /// Write what is still in memory, and give the file back.
    ///
    /// # Errors
    /// Whatever the file says.
    pub fn finish(self) -> io::Result<W> {
        match self {
            Self::Plain(file) => Ok(file),
            Self::Gzip(encoder) => encoder.finish(),
            Self::Zstd(encoder) => encoder.finish(),
            Self::Xz(encoder) => encoder.finish(),
            Self::Bzip2(encoder) => encoder.finish(),
        }
    }

    fn inner(&mut self) -> &mut dyn Write {
        match self {
            Self::Plain(file) => file,
            Self::Gzip(encoder) => encoder,
            Self::Zstd(encoder) => encoder,
            Self::Xz(encoder) => encoder.as_mut(),
            Self::Bzip2(encoder) => encoder,
        }
    }
}

impl<W: Write> Write for Packer<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.inner().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner().flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: [Packing; 4] = [Packing::Gzip, Packing::Zstd, Packing::Xz, Packing::Bzip2];

    fn packed(packing: Packing, text: &[u8]) -> Vec<u8> {
        let mut packer = Packer::new(Some(packing), Vec::new()).unwrap();
        packer.write_all(text).unwrap();
        packer.finish().unwrap()
    }

    fn unpacked(packing: Packing, bytes: &[u8]) -> io::Result<Vec<u8>> {
        let mut text = Vec::new();
        packing.unpack(bytes)?.read_to_end(&mut text).map(|_| text)
    }

    #[test]
    fn what_is_packed_comes_out_the_same_and_is_known_by_its_beginning() {
        let text = b"host,cores\na,4\n".repeat(10_000);
        for packing in ALL {
            for text in [&text[..], b""] {
                let bytes = packed(packing, text);
                assert_eq!(unpacked(packing, &bytes).unwrap(), text, "{packing:?}");
                assert_eq!(Packing::of_bytes(&bytes), Some(packing));
            }
            let twice = [packed(packing, b"one "), packed(packing, b"two")].concat();
            assert_eq!(unpacked(packing, &twice).unwrap(), b"one two", "{packing:?}");
        }
        assert_eq!(Packing::of_bytes(b"BZh1,cores,host\n"), None);
    }

    #[test]
    fn what_is_cut_off_or_changed_is_an_error() {
        let text = (0..50_000_u32).flat_map(|n| n.wrapping_mul(2_654_435_761).to_le_bytes());
        let text = text.collect::<Vec<_>>();
        for packing in ALL {
            let bytes = packed(packing, &text);
            for end in [1, 5, bytes.len() / 2, bytes.len() - 1] {
                assert!(unpacked(packing, &bytes[..end]).is_err(), "{packing:?} cut at {end}");
            }
            let mut changed = bytes.clone();
            changed[bytes.len() / 2] ^= 0x55;
            assert!(unpacked(packing, &changed).is_err(), "{packing:?} changed");
        }
    }

    #[test]
    fn the_end_of_a_name_tells_how_it_is_packed() {
        assert_eq!(Packing::of_path("a/b.csv.gz"), (Some(Packing::Gzip), "a/b.csv"));
        assert_eq!(Packing::of_path("b.JSON.ZST"), (Some(Packing::Zstd), "b.JSON"));
        assert_eq!(Packing::of_path("b.csv"), (None, "b.csv"));
        assert_eq!(Packing::of_path("gz"), (None, "gz"));
    }
}
