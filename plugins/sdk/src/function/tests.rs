//! Functions of every kind of argument.

use crate::testing::run;
use crate::{Batch, Call, Column, Command, Field, Problem, Schema, Type, Value};

crate::function! {
    /// add how full disks are,
    /// in percent
    Full = "disk full";
    fn used_percent(
        /// what is used
        used: i64,
        /// what there is
        total: Option<i64>;
        /// what is never used
        reserved: f64,
        /// names of nothing
        more: Vec<String>
    ) -> Result<Option<f64>, Problem> {
        match total {
            None => Ok(None),
            Some(0) => Err(Problem::new("a disk of nothing").about("total")),
            Some(total) => Ok(Some(used as f64 * 100.0 / total as f64 + reserved + more.len() as f64)),
        }
    }
}

crate::function! {
    /// say it again
    Again = "again";
    fn text(/** what */ text: &str) -> String {
        format!("{text}{text}")
    }
}

#[test]
fn a_function_is_called_for_each_row() {
    let input = Schema::new([
        Field::nullable("u", Type::Int),
        Field::nullable("t", Type::Int),
        Field::new("text", Type::String),
    ]);
    let rows = |total: [Option<i64>; 3]| {
        let used = Column::of_ints([Some(1), None, Some(3)]);
        let texts = Column::of_texts([Some("a"), Some("b"), Some("c")]);
        Batch::new([used, Column::of_ints(total), texts])
    };
    let call = Call::of("disk full").with_text("used", "u").with_text("total", "t");
    let call = call.with("reserved", Value::Float(0.5)).with_text("more", "x");
    let table = run::<Full>(&call, &input, [rows([Some(4), Some(1), None])]).unwrap();
    let field = table.schema.get("used-percent").unwrap();
    assert_eq!((&field.ty, field.nullable), (&Type::Float, true));
    let cells = table.batches[0].column(3).unwrap().floats().collect::<Vec<_>>();
    assert_eq!(cells, [Some(26.5), None, None]);
    let wrong = run::<Full>(&call, &input, [rows([Some(0); 3])]).unwrap_err();
    assert_eq!(wrong.argument.as_deref(), Some("total"));
    let wrong = Full::output(&call.with_text("used", "y"), &input);
    assert!(wrong.is_ok(), "the first value counts");
    let other = Call::of("disk full").with_text("used", "text").with_text("total", "t");
    let wrong = Full::output(&other, &input).unwrap_err();
    assert_eq!(wrong.message, "`text` is of type string, wanted is int");
    // A column of its name takes its place.
    let again = Call::of("again").with_text("text", "text");
    let table = run::<Again>(&again, &input, [rows([None; 3])]).unwrap();
    assert_eq!(table.schema.fields().len(), 3);
    assert_eq!(table.texts("text")[0].as_deref(), Some("aa"));
    assert!(!table.schema.get("text").unwrap().nullable);
    let described = Full::describe().into_wit(Full::NAME);
    assert_eq!(described.summary, "add how full disks are, in percent");
    let names = described.params.iter().map(|param| param.name.as_str());
    assert_eq!(names.collect::<Vec<_>>(), ["used", "total", "reserved", "more"]);
}
