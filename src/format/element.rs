//! XML documents in.

use roxmltree::{Document, Node, ParsingOptions};

use crate::diag::{Diagnostic, Result, codes};
use crate::value::{Value, scalar};

/// The most elements below each other.
const DEPTH: usize = 128;

/// The most elements and texts of a document.
const NODES: u32 = 10_000_000;

/// The element at the root, as a record of `tag`, `attributes` (a record), `text` (all of its own
/// text, without what is blank around it; null where there is none), and `children`, which are such
/// records. A name keeps no prefix; comments and instructions are left out. Nothing is loaded that a
/// document names, and entities of its own are refused.
///
/// # Errors
/// It is not well-formed, or is nested deeper than 128 elements.
pub fn from_xml(bytes: &[u8]) -> Result<Value> {
    let wrong = |message: String| Diagnostic::error(codes::FORMAT, message);
    let text =
        std::str::from_utf8(bytes).map_err(|_| wrong("this is no text in UTF-8".to_owned()))?;
    let text = text.trim_start_matches('\u{feff}');
    let options =
        ParsingOptions { allow_dtd: true, nodes_limit: NODES, ..ParsingOptions::default() };
    let document = Document::parse_with_options(text, options).map_err(|error| {
        let at = error.pos();
        let reason = error.to_string();
        let reason = reason.rsplit_once(" at ").map_or(reason.as_str(), |(reason, _)| reason);
        wrong(format!("this is no XML, line {} column {}: {reason}", at.row, at.col))
    })?;
    element(document.root_element(), 0)
}

fn element(node: Node<'_, '_>, depth: usize) -> Result<Value> {
    if depth >= DEPTH {
        return Err(Diagnostic::error(codes::FORMAT, format!("nested deeper than {DEPTH}")).into());
    }
    let attributes = node.attributes();
    let attributes = attributes.map(|one| (one.name().to_owned(), scalar::text(one.value())));
    let text = node.children().filter(Node::is_text).filter_map(|text| text.text());
    let text = text.collect::<String>();
    let text = Some(text.trim()).filter(|text| !text.is_empty());
    let children = node.children().filter(Node::is_element);
    let children = children.map(|child| element(child, depth + 1));
    Ok(scalar::record([
        ("tag".to_owned(), scalar::text(node.tag_name().name())),
        ("attributes".to_owned(), scalar::record(attributes)),
        ("text".to_owned(), scalar::or_null(text, scalar::text)),
        ("children".to_owned(), scalar::list(children.collect::<Result<_>>()?)),
    ]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::format::to_json_text;
    use crate::value::conform;

    #[test]
    fn elements_are_records_of_one_type() {
        let text = "<?xml version='1.0'?><a:r xmlns:a='u' n='1'> x <b/>&lt;y<!-- no --><c k=\"&amp;\"><![CDATA[<z>]]></c></a:r>";
        let value = from_xml(text.as_bytes()).unwrap();
        let wanted = r#"{"tag":"r","attributes":{"n":"1"},"text":"x <y","children":[{"tag":"b","attributes":{},"text":null,"children":[]},{"tag":"c","attributes":{"k":"&"},"text":"<z>","children":[]}]}"#;
        assert_eq!(to_json_text(&value, false), wanted);
        conform(&value).unwrap();
    }

    #[test]
    fn what_is_wrong_is_said() {
        let problem = |text: &str| from_xml(text.as_bytes()).unwrap_err().message;
        assert!(problem("<a>\n<b></a>").starts_with("this is no XML, line 2 column "));
        let deep = "<a>".repeat(200) + &"</a>".repeat(200);
        assert_eq!(problem(&deep), "nested deeper than 128");
        let laughs = "<!DOCTYPE x [<!ENTITY a 'ha'><!ENTITY b '&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;'>\
                      <!ENTITY c '&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;'><!ENTITY d '&c;&c;&c;&c;&c;&c;'>\
                      ]><x>&d;&d;&d;&d;</x>";
        assert!(problem(laughs).starts_with("this is no XML"));
    }
}
