//! Messages as bytes.

use std::io::{self, BufRead, Read};

use nu_plugin_core::{Encoder, EncodingType};
use nu_plugin_protocol::{PluginInput, PluginOutput};
use tokio::sync::mpsc::Receiver;

use super::limits;

/// Why no message comes.
#[derive(Debug)]
pub enum Silent {
    /// The program has closed its output.
    Ended,
    /// It says more than it may.
    Flood,
    /// It says what is no message.
    Garbled(String),
}

/// What a program writes, as its pipe gives it.
pub struct Incoming {
    pieces: Receiver<Vec<u8>>,
    piece: Vec<u8>,
    at: usize,
    /// Bytes that the message at hand may still have, and all of them.
    message: usize,
    all: usize,
    flooded: bool,
}

impl Incoming {
    /// The `pieces` of an output, of at most `most` bytes.
    pub fn new(pieces: Receiver<Vec<u8>>, most: usize) -> Self {
        Self { pieces, piece: Vec::new(), at: 0, message: 0, all: most, flooded: false }
    }

    /// How messages are written, which is the first thing that is said.
    pub fn encoding(&mut self) -> Result<EncodingType, Silent> {
        self.message = 1 + usize::from(u8::MAX);
        let mut length = [0];
        let mut name = [0; u8::MAX as usize];
        let read = self.read_exact(&mut length).and_then(|()| {
            let name = name.get_mut(..usize::from(length[0])).unwrap_or_default();
            self.read_exact(name)?;
            Ok(EncodingType::try_from_bytes(name))
        });
        match read {
            Ok(Some(encoding)) => Ok(encoding),
            Ok(None) => Err(Silent::Garbled("an encoding that nobody knows".to_owned())),
            Err(_) => Err(Silent::Ended),
        }
    }

    /// The next message.
    pub fn message(&mut self, encoding: EncodingType) -> Result<PluginOutput, Silent> {
        self.message = limits::MESSAGE;
        let decoded = encoding.decode(self);
        match decoded {
            _ if self.flooded => Err(Silent::Flood),
            Ok(Some(message)) => Ok(message),
            Ok(None) => Err(Silent::Ended),
            // An output that ends within a message has ended.
            Err(_) if self.pieces.is_closed() && self.rest().is_empty() => Err(Silent::Ended),
            Err(error) => Err(Silent::Garbled(error.to_string())),
        }
    }

    fn rest(&self) -> &[u8] {
        self.piece.get(self.at..).unwrap_or_default()
    }
}

impl Read for Incoming {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let mut rest = self.fill_buf()?;
        let length = rest.read(buffer)?;
        self.consume(length);
        Ok(length)
    }
}

impl BufRead for Incoming {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.message == 0 || self.all == 0 {
            self.flooded = true;
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        while self.rest().is_empty() {
            let Some(piece) = self.pieces.blocking_recv() else { return Ok(&[]) };
            (self.piece, self.at) = (piece, 0);
        }
        let most = self.message.min(self.all);
        let rest = self.piece.get(self.at..).unwrap_or_default();
        Ok(rest.get(..most).unwrap_or(rest))
    }

    fn consume(&mut self, length: usize) {
        self.at += length;
        self.message = self.message.saturating_sub(length);
        self.all = self.all.saturating_sub(length);
    }
}

/// `message` as bytes, behind those in `bytes`.
///
/// # Errors
/// There is a value in it that has no form.
pub fn write(
    encoding: EncodingType,
    message: &PluginInput,
    bytes: &mut Vec<u8>,
) -> Result<(), String> {
    encoding.encode(message, bytes).map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    use nu_plugin_protocol::StreamData;
    use proptest::prelude::*;

    use super::*;
    use crate::nushell::values;
    use crate::value::scalar;

    fn incoming(pieces: &[&[u8]], most: usize) -> Incoming {
        let (sender, receiver) = tokio::sync::mpsc::channel(pieces.len().max(1));
        pieces.iter().for_each(|piece| sender.try_send(piece.to_vec()).unwrap());
        Incoming::new(receiver, most)
    }

    #[test]
    fn messages_are_read_however_they_are_cut() {
        let hello = br#"{"Hello":{"protocol":"nu-plugin","version":"0.115.1","features":[]}}"#;
        let whole = [b"\x04json".as_slice(), hello, b"\n", hello].concat();
        for size in [1, 7, 64, 1000] {
            let mut incoming = incoming(&whole.chunks(size).collect::<Vec<_>>(), 1000);
            let encoding = incoming.encoding().unwrap();
            assert!(matches!(encoding, EncodingType::Json(_)));
            for _ in 0..2 {
                assert!(matches!(incoming.message(encoding), Ok(PluginOutput::Hello(_))));
            }
            assert!(matches!(incoming.message(encoding), Err(Silent::Ended)), "{size}");
        }
    }

    #[test]
    fn what_is_no_message_is_told_from_what_is_none() {
        let encoding = EncodingType::try_from_bytes(b"json").unwrap();
        let said = |bytes: &[u8], most| incoming(&[bytes], most).message(encoding).unwrap_err();
        assert!(matches!(said(b"{\"Hello\"", 100), Silent::Ended));
        assert!(matches!(said(b"hello", 100), Silent::Garbled(_)));
        assert!(matches!(said(b"{\"Option\":{\"GcDisabled\":true}}", 12), Silent::Flood));
        let nested = [b"{\"Data\":[0,{\"List\":".as_slice(), &b"[".repeat(100_000)].concat();
        assert!(matches!(said(&nested, 1 << 20), Silent::Garbled(_)));
        assert!(matches!(incoming(&[b"\x03xml"], 100).encoding(), Err(Silent::Garbled(_))));
        assert!(matches!(incoming(&[b"\x09js"], 100).encoding(), Err(Silent::Ended)));
    }
    /// A message with all that a message may hold.
    fn said(encoding: EncodingType) -> Vec<u8> {
        let inner = scalar::record([
            ("a".to_owned(), scalar::list(vec![scalar::int(1), scalar::null()])),
            ("b".to_owned(), scalar::binary(vec![0, 255])),
            ("c".to_owned(), scalar::date(1_700_000_000_000_000_001)),
            ("d".to_owned(), scalar::range(1, None, Some(3), true).unwrap()),
        ]);
        let message = PluginOutput::Data(7, inner.into());
        let mut bytes = Vec::new();
        encoding.encode(&message, &mut bytes).unwrap();
        bytes
    }

    proptest! {
        #[test]
        fn no_bytes_do_harm(
            json in any::<bool>(),
            at in any::<prop::sample::Index>(),
            byte in any::<u8>(),
            more in prop::collection::vec(any::<u8>(), 0..64),
            whole in any::<bool>(),
        ) {
            let name: &[u8] = if json { b"json" } else { b"msgpack" };
            let encoding = EncodingType::try_from_bytes(name).unwrap();
            let mut bytes = said(encoding);
            if !whole {
                let at = at.index(bytes.len());
                bytes[at] = byte;
                bytes.splice(at..at, more);
            }
            let mut incoming = incoming(&bytes.chunks(16).collect::<Vec<_>>(), 10_000);
            let mut values = 0;
            while let Ok(message) = incoming.message(encoding) {
                if let PluginOutput::Data(_, StreamData::List(value)) = message {
                    values += usize::from(values::ours(value).is_ok());
                }
            }
            prop_assert!(!whole || values == 1);
        }
    }
}
