//! Commands that are more than commands: of a format, a probe and an inventory.

use rebe_plugin::{Batch, Call, Column, Command, Description, Field, Param, Problem, Schema, Type};

/// What came in, once all of it is there.
#[derive(Default)]
struct Bytes(Vec<u8>);

impl Bytes {
    fn take(&mut self, rows: &Batch) {
        let pieces = rows.column(0).into_iter().flat_map(|column| column.bytes());
        pieces.flatten().for_each(|piece| self.0.extend_from_slice(piece));
    }

    fn lines(&self) -> Result<impl Iterator<Item = &str>, Problem> {
        let text = std::str::from_utf8(&self.0);
        text.map(str::lines).map_err(|_| Problem::new("this is no text"))
    }
}

/// Lines such as `a=b` as rows.
pub struct Reader(Bytes);

fn pairs() -> Schema {
    Schema::new([Field::new("name", Type::String), Field::new("value", Type::String)])
}

impl Command for Reader {
    const NAME: &'static str = "pairs read";

    fn describe() -> Description {
        Description::of_bytes("read lines of names and values").output(pairs())
    }

    fn output(_: &Call, _: &Schema) -> Result<Schema, Problem> {
        Ok(pairs())
    }

    fn open(_: &Call, _: &Schema) -> Result<Self, Problem> {
        Ok(Self(Bytes::default()))
    }

    fn push(&mut self, rows: Batch) -> Result<Vec<Batch>, Problem> {
        self.0.take(&rows);
        Ok(Vec::new())
    }

    fn finish(&mut self) -> Result<Vec<Batch>, Problem> {
        let pairs = self.0.lines()?.enumerate().map(|(at, line)| {
            let wrong = || Problem::new(format!("line {} has no `=`", at + 1));
            line.split_once('=').ok_or_else(wrong)
        });
        let pairs = pairs.collect::<Result<Vec<_>, _>>()?;
        let names = Column::of_texts(pairs.iter().map(|(name, _)| Some(name)));
        let values = Column::of_texts(pairs.iter().map(|(_, value)| Some(value)));
        Ok(vec![Batch::new([names, values])])
    }
}

/// The same back.
pub struct Writer;

impl Command for Writer {
    const NAME: &'static str = "pairs write";

    fn describe() -> Description {
        Description::of_table("write lines of names and values")
    }

    fn output(_: &Call, input: &Schema) -> Result<Schema, Problem> {
        if *input != pairs() {
            return Err(Problem::new("only columns `name` and `value` can be saved so"));
        }
        Ok(Schema::new([Field::new("bytes", Type::Binary)]))
    }

    fn open(_: &Call, _: &Schema) -> Result<Self, Problem> {
        Ok(Self)
    }

    fn push(&mut self, rows: Batch) -> Result<Vec<Batch>, Problem> {
        let (Some(names), Some(values)) = (rows.column(0), rows.column(1)) else {
            return Ok(Vec::new());
        };
        let pairs = names.texts().zip(values.texts());
        let lines = pairs.map(|(name, value)| Some(format!("{}={}\n", name?, value?)));
        Ok(vec![Batch::new([Column::of_bytes(lines)])])
    }
}

/// What the script of the probe has written.
pub struct Load(Bytes);

fn load() -> Schema {
    Schema::new([Field::new("called", Type::String), Field::new("kernel", Type::String)])
}

impl Command for Load {
    const NAME: &'static str = "load parse";

    fn describe() -> Description {
        Description::of_bytes("read what the probe wrote").output(load())
    }

    fn output(_: &Call, _: &Schema) -> Result<Schema, Problem> {
        Ok(load())
    }

    fn open(_: &Call, _: &Schema) -> Result<Self, Problem> {
        Ok(Self(Bytes::default()))
    }

    fn push(&mut self, rows: Batch) -> Result<Vec<Batch>, Problem> {
        self.0.take(&rows);
        Ok(Vec::new())
    }

    fn finish(&mut self) -> Result<Vec<Batch>, Problem> {
        let mut lines = self.0.lines()?;
        let (Some(called), Some(kernel)) = (lines.next(), lines.next()) else {
            return Err(Problem::new("the probe wrote less than two lines"));
        };
        let columns = [called, kernel].map(|text| Column::of_texts([Some(text)]));
        Ok(vec![Batch::new(columns)])
    }
}

/// So many hosts.
pub struct Hosts(i64);

fn hosts() -> Schema {
    Schema::new([
        Field::new("host", Type::String),
        Field::nullable("address", Type::String),
        Field::nullable("port", Type::Int),
        Field::new("groups", Type::String.list()),
    ])
}

impl Command for Hosts {
    const NAME: &'static str = "made-up hosts";

    fn describe() -> Description {
        Description::of_source("list hosts that are made up").output(hosts()).param(Param::value(
            "count",
            &Type::Int,
            "how many",
        ))
    }

    fn output(_: &Call, _: &Schema) -> Result<Schema, Problem> {
        Ok(hosts())
    }

    fn open(call: &Call, _: &Schema) -> Result<Self, Problem> {
        let count = call.int("count").unwrap_or(0);
        let wrong = || Problem::new("nobody has fewer than no hosts").about("count");
        if count < 0 { Err(wrong()) } else { Ok(Self(count)) }
    }

    fn push(&mut self, _: Batch) -> Result<Vec<Batch>, Problem> {
        Ok(Vec::new())
    }

    fn finish(&mut self) -> Result<Vec<Batch>, Problem> {
        let all = 0..self.0;
        Ok(vec![Batch::new([
            Column::of_texts(all.clone().map(|n| Some(format!("m{n:03}")))),
            Column::of_texts(all.clone().map(|n| (n % 2 == 0).then(|| format!("10.0.0.{n}")))),
            Column::of_ints(all.clone().map(|n| (n % 3 == 0).then_some(2_200 + n))),
            Column::of_texts(all.map(|n| Some(if n % 2 == 0 { "[\"even\"]" } else { "[]" }))),
        ])])
    }
}
