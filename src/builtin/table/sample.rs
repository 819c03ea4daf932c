//! `sample`: some rows or items by chance.

use std::sync::Arc;

use futures_util::{FutureExt, stream};

use crate::command::{
    Args, Arity, Body, Command, Context, Example, Flag, Input, Param, Shape, Signature,
};
use crate::diag::Result;
use crate::effect::Effects;
use crate::value::{ChunkStream, Data, Value, scalar};

pub const COMMAND: Command = Command {
    signature: Signature {
        name: "sample",
        summary: "take some rows or items by chance",
        details: "Each has the same chance, and those that are taken stay in their order. Where \
                  there are no more than so many, all of them are taken. With `--seed` the same \
                  ones are taken each time.",
        input: Input::Rows,
        params: &[Param { name: "count", shape: Shape::Count, arity: Arity::One, doc: "how many" }],
        flags: &[Flag {
            name: "seed",
            short: None,
            shape: Some(Shape::Count),
            doc: "a number that decides about chance",
        }],
        effects: Effects::NONE,
        examples: &[Example {
            doc: "the same three of ten each time",
            text: "1..10 | sample 3 --seed 1 | length",
            prints: "3",
        }],
    },
    output: &|checking| checking.input.clone(),
    body: Body::Stream(&run),
};

fn run(input: Data, args: &Args, context: &Context) -> Result<Data> {
    let count = args.count("count").unwrap_or(0);
    let seed =
        args.count("seed").map_or_else(|| context.world.environment.random(), |seed| seed as u128);
    let mut dice = Dice::new(seed);
    match input.into_chunks() {
        Ok(chunks) => {
            let schema = Arc::clone(&chunks.schema);
            let taken = chunks.collect().map(move |chunk| {
                let chunk = chunk?;
                chunk.pick(&dice.choose(count, chunk.height()))
            });
            Ok(Data::Chunks(ChunkStream::new(schema, stream::once(taken))))
        }
        Err(Data::Value(Value::List { vals, .. })) => {
            let chosen = dice.choose(count, vals.len());
            let items = chosen.iter().filter_map(|at| vals.get(*at).cloned());
            Ok(Data::Value(scalar::list(items.collect())))
        }
        Err(other) => Ok(other),
    }
}

/// Random numbers that nobody has to be unable to guess (Steele and Vigna's SplitMix64).
struct Dice(u64);

impl Dice {
    fn new(seed: u128) -> Self {
        // Both halves count.
        Self(u64::try_from((seed ^ (seed >> 64)) & u128::from(u64::MAX)).unwrap_or_default())
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number below `bound`, which is not 0.
    fn below(&mut self, bound: usize) -> usize {
        let wide = u128::from(self.next()) * bound as u128;
        usize::try_from(wide >> 64).unwrap_or_default()
    }

    /// `count` places below `length`, or all of them, in their order (Knuth's algorithm S takes each
    /// with the chance that is left for it).
    fn choose(&mut self, count: usize, length: usize) -> Vec<usize> {
        let mut wanted = count.min(length);
        let mut chosen = Vec::with_capacity(wanted);
        for at in 0..length {
            if wanted > 0 && self.below(length - at) < wanted {
                chosen.push(at);
                wanted -= 1;
            }
        }
        chosen
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_has_the_same_chance() {
        let mut hits = [0_usize; 10];
        for seed in 0..10_000 {
            let chosen = Dice::new(seed).choose(3, 10);
            assert!(chosen.len() == 3 && chosen.is_sorted());
            chosen.iter().for_each(|at| hits[*at] += 1);
        }
        assert!(hits.iter().all(|hits| (2800..3200).contains(hits)), "{hits:?}");
        assert_eq!(Dice::new(7).choose(5, 2), [0, 1]);
        assert!(Dice::new(7).choose(5, 0).is_empty());
    }
}
