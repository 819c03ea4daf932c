"""log-classifier: a plugin of rebe that says what lines of logs are about."""

from typing import NamedTuple, Optional

from rebe_plugin import Plugin
from rules import about, said

plugin = Plugin("log-classifier", "0.1.0", "says what lines of logs are about")


class Class(NamedTuple):
    """What is known of a line."""

    level: Optional[str]
    category: Optional[str]
    evidence: Optional[str]


@plugin.function(
    "log classify",
    line="the lines",
    example=(
        "a line of sshd",
        '[{line: "sshd[12]: Failed password for root"}] | log classify line | get category',
        '["auth"]\n',
    ),
)
def classify(line: str) -> Class:
    """add the level, the category and the evidence of lines"""
    level, word = said(line)
    topic, likely, words = about(line)
    evidence = ", ".join(part for part in (word, words) if part is not None)
    return Class(level or likely, topic, evidence or None)
