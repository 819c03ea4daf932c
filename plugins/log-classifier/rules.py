"""The rules, in the order in which they are tried."""

import re

# How a line says its level itself.
NAMES = {
    "emerg": "fatal", "emergency": "fatal", "alert": "fatal", "crit": "fatal", "critical": "fatal",
    "fatal": "fatal", "panic": "fatal", "err": "error", "error": "error", "severe": "error",
    "warn": "warning", "warning": "warning", "notice": "info", "info": "info",
    "information": "info", "debug": "debug", "fine": "debug", "trace": "trace", "verbose": "trace",
}  # fmt: skip
NAME = "|".join(sorted(NAMES, key=len, reverse=True))
KEYED = re.compile(rf'\b(?:level|severity|lvl)["\']?\s*[=:]\s*["\']?({NAME})\b', re.IGNORECASE)
BRACKETED = re.compile(rf"[\[(<|]\s*({NAME})\s*[\])>|]", re.IGNORECASE)
# In capitals and on its own, as most programs write it.
SHOUTED = re.compile(rf"(?:^|[\s:])({NAME.upper()})(?=[\s:]|$)")

# The numbers of syslog, and the letters of klog.
SYSLOG = re.compile(r"^<(\d{1,3})>")
SYSLOG_LEVELS = ["fatal", "fatal", "fatal", "error", "warning", "info", "info", "debug"]
KLOG = re.compile(r"^([EWIF])\d{4} \d\d:\d\d:\d\d")
KLOG_LEVELS = {"F": "fatal", "E": "error", "W": "warning", "I": "info"}

# What a line is about, and the level that its words let one think of.
TOPICS = [
    ("memory", "fatal", r"out of memory|oom[- ]?kill(?:er|ed)?|cannot allocate memory"),
    ("memory", "error", r"OutOfMemoryError|memory allocation failed|std::bad_alloc"),
    ("crash", "fatal", r"kernel panic|segmentation fault|segfault|core dumped|general protection"),
    ("crash", "error", r"traceback \(most recent call last\)|panicked at|unhandled exception"),
    ("disk", "error", r"no space left on device|read-only file system|i/o error|disk quota exceeded"),
    ("disk", "error", r"medium error|bad sector|filesystem corrupt\w*|too many open files"),
    ("auth", "warning", r"authentication fail(?:ed|ure)|failed password|invalid user|access denied"),
    ("auth", "warning", r"permission denied|unauthorized|forbidden|bad credentials"),
    ("network", "error", r"connection (?:refused|reset|timed out)|no route to host|unreachable"),
    ("network", "error", r"name or service not known|could not resolve|handshake fail(?:ed|ure)"),
    ("time", "warning", r"clock (?:skew|drift|jump\w*)|deadline exceeded|timed? ?out"),
    ("config", "error", r"syntax error|unknown (?:option|directive)|missing required|parse error"),
]
TOPICS = [(topic, level, re.compile(rf"\b(?:{words})\b", re.IGNORECASE)) for topic, level, words in TOPICS]


def said(line):
    """The level that a line says itself, and where."""
    number = SYSLOG.match(line)
    if number and int(number[1]) < 192:
        return SYSLOG_LEVELS[int(number[1]) % 8], number[0]
    letter = KLOG.match(line)
    if letter:
        return KLOG_LEVELS[letter[1]], letter[0][:5]
    for rule in (KEYED, BRACKETED, SHOUTED):
        found = rule.search(line)
        if found:
            return NAMES[found[1].lower()], found[0].strip()
    return None, None


def about(line):
    """What a line is about, the level that goes with that, and the words."""
    for topic, level, rule in TOPICS:
        found = rule.search(line)
        if found:
            return topic, level, found[0]
    return None, None, None
