//! What makes a program a bad guest.

use rebe_plugin::{Batch, Call, Column, Command, Description, Param, Problem, Schema, Type};

use crate::{answer, rows};

/// Does the harm that its argument names.
pub struct Harm(String);

impl Command for Harm {
    const NAME: &'static str = "harm";

    fn describe() -> Description {
        Description::of_source("be a bad guest").output(answer()).param(Param::value(
            "kind",
            &Type::String,
            "how",
        ))
    }

    fn output(_: &Call, _: &Schema) -> Result<Schema, Problem> {
        Ok(answer())
    }

    fn open(call: &Call, _: &Schema) -> Result<Self, Problem> {
        Ok(Self(call.text("kind").unwrap_or_default().to_owned()))
    }

    fn push(&mut self, _: Batch) -> Result<Vec<Batch>, Problem> {
        Ok(Vec::new())
    }

    fn has_more(&self) -> bool {
        self.0 == "more"
    }

    #[expect(clippy::panic, clippy::indexing_slicing, reason = "it is made to do harm")]
    fn finish(&mut self) -> Result<Vec<Batch>, Problem> {
        match self.0.as_str() {
            "spin" => loop {
                std::hint::black_box(0);
            },
            "allocate" => {
                let mut all = Vec::new();
                loop {
                    all.push(vec![1_u8; 1 << 20]);
                    std::hint::black_box(&all);
                }
            }
            "recurse" => Ok(rows([deeper(1).to_string()])),
            "panic" => panic!("harm was wanted"),
            "index" => Ok(rows([vec![String::new()][std::hint::black_box(7)].clone()])),
            "flood" => Ok(rows((0..1_000).map(|_| "x".repeat(1 << 16)))),
            "rows" => Ok(rows((0..1_100_000).map(|_| ""))),
            "batches" => Ok((0..100).flat_map(|_| rows(["x"])).collect()),
            "type" => Ok(vec![Batch::new([Column::of_ints([Some(1)])])]),
            "null" => Ok(vec![Batch::new([Column::of_texts([None::<&str>])])]),
            "utf8" => Ok(vec![Batch::new([Column::of_bytes([Some([0xff])])])]),
            "uneven" => {
                let columns = [Column::of_texts([Some("a")]), Column::of_texts([Some("b")])];
                Ok(vec![Batch::new(columns)])
            }
            "more" => Ok(Vec::new()),
            "paint" => Ok(rows(["\u{1b}[2J\u{1b}]0;owned\u{7}"])),
            "blame" => Err(Problem::new("\u{1b}[31mnot me").about("kind").part(1..3)),
            "blame nothing" => Err(Problem::new("").about("nobody").value(9).part(70..90)),
            other => Err(Problem::new(format!("no harm is called `{other}`")).about("kind")),
        }
    }
}

#[expect(unconditional_recursion, reason = "it is made to do harm")]
fn deeper(depth: u64) -> u64 {
    let room = std::hint::black_box([depth; 64]);
    deeper(depth + 1).wrapping_add(room.iter().sum())
}
