//! `semver parse`: the parts of versions as columns.

use rebe_plugin::{
    Batch, Call, Column, Command, Description, Field, Flag, Param, Problem, Schema, Type,
};
use semver::Version;

use crate::{parsed, versions};

/// The columns that it adds.
const ADDED: [(&str, Type); 4] =
    [("major", Type::Int), ("minor", Type::Int), ("patch", Type::Int), ("pre", Type::String)];

/// `semver parse` at work.
pub struct Parse {
    column: usize,
    /// The places of the columns that it adds.
    added: [usize; 4],
    strict: bool,
}

impl Command for Parse {
    const NAME: &'static str = "semver parse";

    fn describe() -> Description {
        Description::of_table("add the parts of versions as columns")
            .details(
                "Adds `major`, `minor`, `patch` and `pre`, what stands behind the dash of a \
                 version that is not released yet. They are null where a text is no version. \
                 Columns of these names are replaced.",
            )
            .param(Param::column("column", "the column of versions"))
            .flag(Flag::switch("strict", "end with an error at a text that is no version"))
            .example(
                "versions of a package",
                "[{v: \"1.2.3\"}, {v: \"2.0.0-rc.1\"}] | semver parse v | select major pre",
                "{\"major\":1,\"pre\":null}\n{\"major\":2,\"pre\":\"rc.1\"}",
            )
    }

    fn output(call: &Call, input: &Schema) -> Result<Schema, Problem> {
        versions(call, input)?;
        let added = ADDED.map(|(name, ty)| Field::nullable(name, ty));
        Ok(added.into_iter().fold(input.clone(), Schema::with))
    }

    fn open(call: &Call, input: &Schema) -> Result<Self, Problem> {
        let output = Self::output(call, input)?;
        let added = ADDED.map(|(name, _)| output.index(name).unwrap_or_default());
        Ok(Self { column: versions(call, input)?, added, strict: call.switch("strict") })
    }

    fn push(&mut self, rows: Batch) -> Result<Vec<Batch>, Problem> {
        let versions = parsed(&rows, self.column, self.strict)?;
        let number = |of: fn(&Version) -> u64| {
            // A number that no int can hold is null, as what is no version is.
            let numbers = versions.iter().map(|version| i64::try_from(of(version.as_ref()?)).ok());
            Column::of_ints(numbers)
        };
        let pre = versions.iter().map(|version| {
            let pre = version.as_ref()?.pre.as_str();
            (!pre.is_empty()).then_some(pre)
        });
        let columns = [
            number(|version| version.major),
            number(|version| version.minor),
            number(|version| version.patch),
            Column::of_texts(pre),
        ];
        let places = self.added.into_iter().zip(columns);
        Ok(vec![places.fold(rows, |rows, (at, column)| rows.put(at, column))])
    }
}

#[cfg(test)]
mod tests {
    use rebe_plugin::testing::{Table, run};

    use super::*;

    fn parse(call: &Call, texts: &[Option<&str>]) -> Result<Table, Problem> {
        let input = Schema::new([
            Field::new("host", Type::String),
            Field::nullable("version", Type::String),
        ]);
        let hosts = (0..texts.len()).map(|at| Some(format!("web{at}")));
        let rows = Batch::new([Column::of_texts(hosts), Column::of_texts(texts.iter().copied())]);
        run::<Parse>(call, &input, [rows])
    }

    #[test]
    fn parts_become_columns() {
        let call = Call::of("semver parse").with_text("column", "version");
        let texts = [Some("1.22.333"), Some(" v2.0.0-rc.1+x "), Some("latest"), None];
        let table = parse(&call, &texts).unwrap();
        assert_eq!(table.ints("major"), [Some(1), Some(2), None, None]);
        assert_eq!(table.ints("minor"), [Some(22), Some(0), None, None]);
        assert_eq!(table.ints("patch"), [Some(333), Some(0), None, None]);
        assert_eq!(table.texts("pre"), [None, Some("rc.1".to_owned()), None, None]);
        assert_eq!(table.texts("host").len(), 4);
        let huge = parse(&call, &[Some("18446744073709551615.0.0")]).unwrap();
        assert_eq!(huge.ints("major"), [None]);
    }

    #[test]
    fn strict_names_the_text() {
        let call = Call::of("semver parse").with_text("column", "version").with_switch("strict");
        let problem = parse(&call, &[Some("1.0.0"), Some("latest")]).unwrap_err();
        assert_eq!(problem.message, "`latest` is no version");
        assert!(parse(&call, &[Some("1.0.0"), None]).is_ok());
    }

    #[test]
    fn what_is_no_column_of_texts_is_found_before_the_run() {
        let call = Call::of("semver parse").with_text("column", "cores");
        let input = Schema::new([Field::new("cores", Type::Int)]);
        let problem = Parse::output(&call, &input).unwrap_err();
        assert_eq!(problem.argument.as_deref(), Some("column"));
    }

    #[test]
    fn columns_of_these_names_are_replaced_in_place() {
        let input = Schema::new([Field::new("major", Type::String), Field::new("v", Type::String)]);
        let rows = Batch::new([Column::of_texts([Some("x")]), Column::of_texts([Some("3.2.1")])]);
        let call = Call::of("semver parse").with_text("column", "v");
        let table = run::<Parse>(&call, &input, [rows]).unwrap();
        let names = table.schema.fields().iter().map(|field| field.name.as_str());
        assert_eq!(names.collect::<Vec<_>>(), ["major", "v", "minor", "patch", "pre"]);
        assert_eq!(table.ints("major"), [Some(3)]);
    }
}
