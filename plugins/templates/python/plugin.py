"""{{name}}: a plugin of rebe."""

from typing import Optional

from rebe_plugin import Plugin

plugin = Plugin("{{name}}", "0.1.0", "counts words")


@plugin.function(
    "{{name}}",
    text="the texts",
    least="the letters that a word has at least",
    example=(
        "of one text",
        '[{text: "web01 is up"}] | {{name}} text',
        '{"text":"web01 is up","words":3}\n',
    ),
)
def words(text: str, *, least: Optional[int] = None) -> int:
    """add how many words texts have"""
    return sum(1 for word in text.split() if len(word) >= (least or 1))
