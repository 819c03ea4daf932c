//! {{name}}: a plugin of rebe.

rebe_plugin::export! {
    name: "{{name}}",
    summary: "counts words",
    commands: [Words],
}

rebe_plugin::function! {
    /// add how many words texts have
    pub Words = "{{name}}";
    example(
        "of one text",
        "[{text: \"web01 is up\"}] | {{name}} text",
        "{\"text\":\"web01 is up\",\"words\":3}\n"
    );
    fn words(
        /// the texts
        text: &str;
        /// the letters that a word has at least
        least: Option<i64>
    ) -> i64 {
        let least = usize::try_from(least.unwrap_or(1)).unwrap_or(0);
        let words = text.split_whitespace().filter(|word| word.chars().count() >= least);
        i64::try_from(words.count()).unwrap_or(i64::MAX)
    }
}

#[cfg(test)]
mod tests {
    use rebe_plugin::{Batch, Call, Column, Field, Schema, Type, testing};

    use super::Words;

    #[test]
    fn words_are_counted() {
        let input = Schema::new([Field::new("text", Type::String)]);
        let rows = Batch::new([Column::of_texts([Some("web01 is up"), Some("")])]);
        let call = Call::of("{{name}}").with_text("text", "text");
        let table = testing::run::<Words>(&call, &input, [rows]).unwrap();
        assert_eq!(table.ints("words"), [Some(3), Some(0)]);
    }
}
