//! `semver matches`: the rows whose version fits.

use rebe_plugin::{Batch, Call, Command, Description, Param, Problem, Schema, Type};
use semver::VersionReq;

use crate::{parsed, versions};

/// `semver matches` at work.
pub struct Matches {
    column: usize,
    requirement: VersionReq,
}

fn requirement(call: &Call) -> Result<VersionReq, Problem> {
    let text = call.text("requirement").unwrap_or_default();
    VersionReq::parse(text).map_err(|error| {
        Problem::new(format!("`{text}` is no requirement of a version: {error}"))
            .about("requirement")
            .help("write it as Cargo does, such as \">=1.2, <2\", \"~1.4\" or \"^0.3\"")
    })
}

impl Command for Matches {
    const NAME: &'static str = "semver matches";

    fn describe() -> Description {
        Description::of_table("keep the rows whose version fits a requirement")
            .details(
                "A requirement is written as in Cargo: `^1.2` (or `1.2`) is what is compatible, \
                 `~1.4` any patch, `>=1.2, <2` both. Rows whose text is no version are left out, \
                 and so are versions that are not released yet, unless the requirement names one.",
            )
            .param(Param::column("column", "the column of versions"))
            .param(Param::value("requirement", &Type::String, "what the version has to fit"))
            .example(
                "what has to be updated",
                "[{v: \"1.2.3\"}, {v: \"2.0.1\"}] | semver matches v \"<2\"",
                "{\"v\":\"1.2.3\"}",
            )
    }

    fn output(call: &Call, input: &Schema) -> Result<Schema, Problem> {
        versions(call, input)?;
        requirement(call)?;
        Ok(input.clone())
    }

    fn open(call: &Call, input: &Schema) -> Result<Self, Problem> {
        Ok(Self { column: versions(call, input)?, requirement: requirement(call)? })
    }

    fn push(&mut self, rows: Batch) -> Result<Vec<Batch>, Problem> {
        let versions = parsed(&rows, self.column, false)?.into_iter();
        let fits = versions.map(|version| version.is_some_and(|v| self.requirement.matches(&v)));
        let fits = fits.collect::<Vec<_>>();
        Ok(vec![rows.filter(&fits)])
    }
}

#[cfg(test)]
mod tests {
    use rebe_plugin::testing::run;
    use rebe_plugin::{Column, Field};

    use super::*;

    #[test]
    fn rows_that_fit_are_kept() {
        let input = Schema::new([Field::nullable("v", Type::String), Field::new("n", Type::Int)]);
        let versions = ["1.2.3", "2.0.0", "2.1.0-rc.1", "latest"].map(Some).into_iter();
        let rows = Batch::new([
            Column::of_texts(versions.chain([None])),
            Column::of_ints((0..5).map(Some)),
        ]);
        let call = |text| {
            Call::of("semver matches").with_text("column", "v").with_text("requirement", text)
        };
        let kept = |text| run::<Matches>(&call(text), &input, [rows.clone()]).unwrap().ints("n");
        assert_eq!(kept(">=1"), [Some(0), Some(1)]);
        assert_eq!(kept("<2"), [Some(0)]);
        assert_eq!(kept(">=2.1.0-rc"), [Some(2)]);
        let problem = run::<Matches>(&call("one"), &input, []).unwrap_err();
        assert_eq!(problem.argument.as_deref(), Some("requirement"));
    }
}
