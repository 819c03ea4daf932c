//! Two tables as one, in memory or through files.

use std::sync::Arc;

use super::columns::{all, fitted, named};
use super::join::{How, Joined};
use crate::command::{Arg, Args};
use crate::diag::{Diagnostic, Result};
use crate::value::spill::{Join, Room};
use crate::value::{ChunkStream, Column, Data, Frame, Schema, Type};
use futures_util::{FutureExt, StreamExt, TryStreamExt, stream};
use polars::prelude::{JoinArgs, JoinCoalesce, JoinType, MaintainOrderJoin};

/// Both tables as they are put together: with the key in the type in which it is compared, and with
/// the names that columns have in the end.
struct Sides {
    left: Frame,
    right: Frame,
    joined: Joined,
}

impl Sides {
    /// None where something about them is not known.
    fn of(frame: &Frame, args: &Args) -> Result<Option<Self>> {
        let other = args.first("other").map(Arg::frame).transpose()?.flatten();
        let Some(other) = other else { return Ok(None) };
        let Some(joined) = Joined::of(&frame.schema, &other.schema, args)? else {
            return Ok(None);
        };
        let Joined { on: (here, there), key, added, .. } = &joined;
        let on = here.name.as_str();
        let (lazy, mut schema) = (frame.lazy.clone(), frame.schema.as_ref().clone());
        let lazy = lazy.with_columns([fitted(here, key).alias(on)]);
        schema.put(Column::new(on, key.clone().nullable()));
        let left = Frame::with(lazy, schema).reading(frame.origins.iter().cloned());
        let mut columns = vec![fitted(there, key).alias(on)];
        let mut schema = Schema::of([(on, key.clone().nullable())]);
        for (old, new) in added {
            columns.push(named(old).alias(new.as_str()));
            let ty = other.schema.get(old).map_or(Type::Unknown, |column| column.ty.clone());
            schema.put(Column::new(new, ty));
        }
        let right = Frame::with(other.lazy.select(columns), schema).reading(other.origins);
        Ok(Some(Self { left, right, joined }))
    }
}

impl Joined {
    /// The two as one table. Columns that are not known here stay at the end.
    fn plan(&self, left: Frame, right: Frame) -> Frame {
        let on = self.on.0.name.as_str();
        let (kind, order) = match self.how {
            How::Inner => (JoinType::Inner, MaintainOrderJoin::LeftRight),
            How::Left => (JoinType::Left, MaintainOrderJoin::LeftRight),
            How::Right => (JoinType::Right, MaintainOrderJoin::RightLeft),
            How::Outer => (JoinType::Full, MaintainOrderJoin::LeftRight),
            How::Semi => (JoinType::Semi, MaintainOrderJoin::Left),
            How::Anti => (JoinType::Anti, MaintainOrderJoin::Left),
        };
        let mut how = JoinArgs::new(kind).with_coalesce(JoinCoalesce::CoalesceColumns);
        how.maintain_order = order;
        let mut schema = self.schema.clone();
        let theirs = if self.how.chooses() { &[] } else { right.schema.columns() };
        for column in left.schema.columns().iter().chain(theirs) {
            if schema.get(&column.name).is_none() {
                schema.put(Column::new(&column.name, column.ty.clone().nullable()));
            }
        }
        let lazy = left.lazy.join(right.lazy, [named(on)], [named(on)], how);
        let origins = left.origins.into_iter().chain(right.origins);
        Frame::with(lazy.select(all(&schema)), schema).reading(origins).compact()
    }
}

/// The table `frame` joined with the one of `args`.
pub fn run(frame: Frame, args: &Args) -> Result<Frame> {
    Ok(match Sides::of(&frame, args)? {
        Some(Sides { left, right, joined }) => joined.plan(left, right),
        None => frame,
    })
}

/// The same in as much memory as there is room for.
pub fn spill(input: Data, args: &Args, room: Room) -> Result<Data> {
    let frame = match input {
        Data::Frame(frame) => frame,
        Data::Chunks(chunks) => return collected(chunks, args.clone(), room).map(Data::Chunks),
        other => return Ok(other),
    };
    let Some(Sides { left, right, joined }) = Sides::of(&frame, args)? else {
        return Ok(Data::Frame(frame));
    };
    if room.holds(&right) {
        return Ok(Data::Frame(joined.plan(left, right)));
    }
    let (on, by_right) = (joined.on.0.name.clone(), joined.how == How::Right);
    let plan = move |left, right| joined.plan(left, right);
    Join { left, right, on, by_right, plan }.spilled(room).map(Data::Chunks)
}

/// The same for rows that come by and by, once the last has come.
fn collected(chunks: ChunkStream, args: Args, room: Room) -> Result<ChunkStream> {
    let schema = run(Frame::empty(Arc::clone(&chunks.schema))?, &args)?.schema;
    let joined = chunks.collect().map(move |rows| {
        let joined = spill(Data::table(rows?), &args, room)?.into_chunks();
        Ok::<_, Box<Diagnostic>>(joined.map_or_else(|_| stream::empty().boxed(), |it| it.chunks))
    });
    Ok(ChunkStream::new(schema, stream::once(joined).try_flatten()))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use futures_executor::block_on;
    use proptest::prelude::*;

    use super::*;
    use crate::command::ArgKind;
    use crate::source::{SourceId, Span};
    use crate::value::{Chunk, Origin, Rows, Value, scalar};

    /// Says of a table at hand that it is too large.
    struct Huge;

    impl Origin for Huge {
        fn find(&self, _: &str, _: &str) -> Option<String> {
            None
        }

        fn size(&self) -> u64 {
            1 << 20
        }
    }

    fn table(names: [&str; 2], key: &Type, rows: &[(Option<i64>, i64)]) -> Frame {
        let columns = names.into_iter().zip([key.clone().nullable(), Type::Int]);
        let mut built = Rows::new(Arc::new(Schema::of_columns(columns)));
        for (key, number) in rows {
            let key = match key {
                Some(key) if names[1] == "x" => scalar::int(*key),
                Some(key) => scalar::float(*key as f64),
                None => scalar::null(),
            };
            built.push(&[key, scalar::int(*number)]).unwrap();
        }
        Frame::of(built.finish().unwrap())
    }

    fn args(other: Frame, how: &'static str) -> Args {
        let span = Span::new(SourceId::default(), 0..0);
        let arg = |kind| vec![Arg { kind, span }];
        let text = |text: &str| arg(ArgKind::Value(scalar::text(text)));
        let yes = arg(ArgKind::Value(scalar::boolean(true)));
        let mut entries = vec![("other", arg(ArgKind::Frame(other.into()))), ("on", text("a"))];
        entries.extend([("there", text("b")), (how, yes)]);
        Args::new(entries, span)
    }

    fn rows(chunk: &Chunk) -> Vec<Vec<Value>> {
        chunk.rows().collect()
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

        #[test]
        fn through_files_it_is_the_same_in_the_same_order(
            left in prop::collection::vec((prop::option::weighted(0.9, 0i64..40), 0i64..1000), 0..300),
            right in prop::collection::vec((prop::option::weighted(0.9, 0i64..60), 0i64..1000), 0..300),
            how in prop::sample::select(vec!["inner", "left", "right", "outer", "semi", "anti"]),
        ) {
            let here = table(["a", "x"], &Type::Int, &left);
            let there = table(["b", "y"], &Type::Float, &right);
            let wanted = run(here.clone(), &args(there.clone(), how)).unwrap().collect().unwrap();
            let huge = there.reading([Arc::new(Huge) as Arc<dyn Origin>]);
            let room = Room::new(4096, tempfile);
            let joined = spill(Data::Frame(here), &args(huge, how), room).unwrap();
            let Data::Chunks(joined) = joined else { panic!("it was joined in memory") };
            let joined = block_on(joined.collect()).unwrap();
            prop_assert_eq!(joined.schema(), wanted.schema());
            prop_assert_eq!(rows(&joined), rows(&wanted));
        }
    }

    fn tempfile() -> std::io::Result<std::fs::File> {
        use crate::effect::Files;
        crate::effect::real::RealFiles.scratch()
    }
}
