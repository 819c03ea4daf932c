//! What a Parquet file says about itself, before polars believes it: polars would read memory that
//! is not its own, or ask for more than there is, which ends the process.

use std::fs::File;
use std::io::{self, BufReader, Cursor, Read, Seek, SeekFrom};
use std::ops::Range;

use polars::io::mmap::MmapBytesReader;
use polars::prelude::{ParquetReader, SerReader};
use polars_parquet_format::PageHeader;
use polars_parquet_format::thrift::protocol::TCompactInputProtocol;

use super::Source;

/// The most values of a column, or rows, in one group of rows. Programs write a million or so.
const VALUES: i64 = 1 << 28;

/// The most bytes of what is said about a page.
const HEADER: usize = 1 << 20;

/// See that columns and their pages are within the file, and as large as they say.
///
/// # Errors
/// What is wrong, in words.
#[expect(clippy::disallowed_methods, reason = "polars opens it by its path as well")]
pub fn within(source: &Source) -> Result<(), String> {
    let file = |file: io::Result<File>| {
        let file = file.map_err(wrong)?;
        let size = file.metadata().map_err(wrong)?.len();
        checked(file.try_clone().map_err(wrong)?, &mut BufReader::new(file), size)
    };
    match source {
        Source::Paths(paths) => paths.iter().try_for_each(|path| file(File::open(path))),
        Source::Files(files) => files.iter().try_for_each(|open| file(open.try_clone())),
        Source::Bytes(bytes) => {
            let input = || Cursor::new(bytes.as_slice());
            checked(input(), &mut input(), bytes.len() as u64)
        }
    }
}

fn wrong(error: io::Error) -> String {
    error.to_string()
}

fn checked(
    file: impl MmapBytesReader,
    input: &mut (impl Read + Seek),
    size: u64,
) -> Result<(), String> {
    let mut reader = ParquetReader::new(file);
    let metadata = reader.get_metadata().map_err(|error| error.to_string())?;
    for group in &metadata.row_groups {
        if i64::try_from(group.num_rows()).map_or(true, |rows| rows > VALUES) {
            return Err(format!("it says that more than {VALUES} rows are in one group of rows"));
        }
        is_within(&group.full_byte_range(), size)?;
        for column in group.parquet_columns() {
            let range = column.byte_range();
            is_within(&range, size)?;
            pages(input, range, column.num_values())?;
        }
    }
    Ok(())
}

fn is_within(range: &Range<u64>, size: u64) -> Result<(), String> {
    match range.start <= range.end && range.end <= size {
        true => Ok(()),
        false => Err("it ends before its columns do".to_owned()),
    }
}

/// See that the pages of a column, which stand in `range`, have as many values as it says.
fn pages(input: &mut (impl Read + Seek), range: Range<u64>, values: i64) -> Result<(), String> {
    if !(0..=VALUES).contains(&values) {
        return Err(format!("it says that a column has {values} values in one group of rows"));
    }
    let (mut at, mut left) = (range.start, values);
    while left > 0 && at < range.end {
        input.seek(SeekFrom::Start(at)).map_err(wrong)?;
        let mut header = Counted { input: &mut *input, read: 0 };
        let page =
            PageHeader::read_from_in_protocol(&mut TCompactInputProtocol::new(&mut header, HEADER));
        let page = page.map_err(|_| format!("what it says at byte {at} is no page of a column"))?;
        let dictionary = page.dictionary_page_header.map(|page| page.num_values);
        let data = page.data_page_header.map(|page| page.num_values);
        let data = data.or(page.data_page_header_v2.map(|page| page.num_values));
        let is_size = |size: i32| u64::try_from(size).ok();
        let length = is_size(page.compressed_page_size).map(|size| size + header.read);
        let next = length.and_then(|length| at.checked_add(length));
        let [dictionary, data] = [dictionary, data].map(|count| i64::from(count.unwrap_or(0)));
        let fits = (0..=VALUES).contains(&dictionary)
            && (0..=left).contains(&data)
            && is_size(page.uncompressed_page_size).is_some();
        let Some(next) = next.filter(|next| fits && *next <= range.end) else {
            return Err(format!("the page at byte {at} is not as large as it says"));
        };
        (at, left) = (next, left - data);
    }
    Ok(())
}

/// Counts what is read.
struct Counted<'a, R> {
    input: &'a mut R,
    read: u64,
}

impl<R: Read> Read for Counted<'_, R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let length = self.input.read(into)?;
        self.read += length as u64;
        Ok(length)
    }
}

#[cfg(test)]
mod tests {
    use polars_parquet_format::thrift::protocol::TCompactOutputProtocol;
    use polars_parquet_format::{DataPageHeader, Encoding, PageType};

    use super::*;

    /// A page of three bytes that says that it has so many values in so many bytes.
    fn page(num_values: i32, size: i32) -> Vec<u8> {
        let header = PageHeader {
            type_: PageType::DATA_PAGE,
            uncompressed_page_size: 3,
            compressed_page_size: size,
            crc: None,
            data_page_header: Some(DataPageHeader {
                num_values,
                encoding: Encoding::PLAIN,
                definition_level_encoding: Encoding::RLE,
                repetition_level_encoding: Encoding::RLE,
                statistics: None,
            }),
            index_page_header: None,
            dictionary_page_header: None,
            data_page_header_v2: None,
        };
        let mut bytes = Vec::new();
        header.write_to_out_protocol(&mut TCompactOutputProtocol::new(&mut bytes)).unwrap();
        bytes.extend([0; 3]);
        bytes
    }

    fn said(bytes: &[u8], values: i64) -> Result<(), String> {
        pages(&mut Cursor::new(bytes), 0..bytes.len() as u64, values)
    }

    #[test]
    fn pages_are_as_large_as_they_say() {
        let two = [page(2, 3), page(3, 3)].concat();
        assert_eq!(said(&two, 5), Ok(()));
        // What stands behind the last value is not looked at.
        assert_eq!(said(&[two.as_slice(), b"\xff"].concat(), 5), Ok(()));
        let wrong = Err("the page at byte 0 is not as large as it says".to_owned());
        for page in [page(6, 3), page(-1, 3), page(5, 4), page(5, -1), page(5, i32::MAX)] {
            assert_eq!(said(&page, 5), wrong);
        }
        let none = "what it says at byte 0 is no page of a column".to_owned();
        assert_eq!(said(b"\xff\xff\xff", 5), Err(none));
        assert!(said(&two, -1).is_err() && said(&two, i64::MAX).is_err());
    }
}
