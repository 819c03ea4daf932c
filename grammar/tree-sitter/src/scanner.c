// The tokens that depend on what touches them: words, numbers, operators that are characters of
// words, braces, and ends of lines. It is the lexer of `src/syntax/lexer.rs` for editors; it keeps
// nothing between two calls, for what touches the last token can be seen at the next one's start.

#include <string.h>
#include "tree_sitter/parser.h"

// In the order of `externals` in `grammar.js`.
enum Token {
  BREAK, CONST, CONTINUE, DEF, EXPORT, FOR, RETURN, USE, WHILE,
  CATCH, ELSE, FINALLY, IF, MATCH, TRY,
  FALSE, NULL_WORD, TRUE,
  AND, IN, MOD, NOT, OR,
  LET, TEST,
  NOT_IN,
  NEWLINE,
  WORD, IDENTIFIER, PROGRAM, PROGRAM_WORD, FLAG, FIELD,
  NUMBER, DURATION, FILESIZE, DATE, BYTES, RAW_STRING,
  WILDCARD, MORE, NULLABLE,
  BLOCK_OPEN, RECORD_OPEN,
  SPREAD, RANGE, RANGE_OPEN,
  POWER, MULTIPLY, FLOOR_DIVIDE, DIVIDE, ADD, SUBTRACT, NEGATE, OTHERWISE, ARROW,
  RECOVERING,
  TOKENS,
};

// The first tokens are these words.
static const char *const KEYWORDS[] = {
  "break", "const", "continue", "def", "export", "for", "return", "use", "while",
  "catch", "else", "finally", "if", "match", "try",
  "false", "null", "true",
  "and", "in", "mod", "not", "or",
  "let", "test",
};
enum { KEYWORD_COUNT = sizeof KEYWORDS / sizeof *KEYWORDS };

// "us" is written with either of two letters beyond ASCII, too; see `unit`.
static const char *const DURATIONS[] = {"ns", "us", "ms", "s", "sec", "min", "h", "hr", "d", "day", "wk"};
static const char *const FILESIZES[] = {"b", "kb", "mb", "gb", "tb", "pb", "kib", "mib", "gib", "tib", "pib"};

// The start of a word, as much as is needed to know keywords, dates and units.
enum { KEPT = 16 };
typedef struct {
  char text[KEPT + 1];
  unsigned length;
} Kept;

typedef struct {
  TSLexer *lexer;
  const bool *valid;
  Kept kept;
} Scan;

// -- Characters -----------------------------------------------------------------------------------

static bool is_space(int32_t c) {
  return (c >= '\t' && c <= '\r') || c == ' ' || c == 0x85 || c == 0xa0 || c == 0x1680 ||
         (c >= 0x2000 && c <= 0x200a) || c == 0x2028 || c == 0x2029 || c == 0x202f || c == 0x205f ||
         c == 0x3000 || c == 0xfeff;
}

static bool is_digit(int32_t c) { return c >= '0' && c <= '9'; }
static bool is_letter(int32_t c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
static bool is_name(int32_t c) { return is_letter(c) || is_digit(c) || c == '_'; }
static bool is_one_of(int32_t c, const char *set) { return c > 0 && c < 128 && strchr(set, c); }

static bool is_word(int32_t c) {
  if (c < 128) return is_letter(c) || is_digit(c) || is_one_of(c, "_-./~@%+*?^\\#");
  bool invisible = c == 0xad || (c >= 0x200b && c <= 0x200f) || (c >= 0x202a && c <= 0x202e) ||
                   (c >= 0x2060 && c <= 0x2069);
  bool quote = c == 0xab || c == 0xbb || (c >= 0x2018 && c <= 0x201a) || (c >= 0x201c && c <= 0x201e);
  bool dash = c == 0x2013 || c == 0x2014 || c == 0x2212;
  return c >= 0xa0 && !is_space(c) && !invisible && !quote && !dash;
}

// What may stand behind an operator that stands apart. 0 is the end of the text.
static bool ends_operator(int32_t c) { return c == 0 || is_space(c) || is_one_of(c, ")]}|;,"); }

// -- Steps ----------------------------------------------------------------------------------------

static int32_t ahead(const Scan *scan) { return scan->lexer->lookahead; }
static bool wanted(const Scan *scan, enum Token token) { return scan->valid[token]; }
static void mark(Scan *scan) { scan->lexer->mark_end(scan->lexer); }

static void step(Scan *scan) {
  int32_t c = ahead(scan);
  if (scan->kept.length < KEPT) scan->kept.text[scan->kept.length] = c < 128 ? (char)c : '\x7f';
  scan->kept.length++;
  scan->lexer->advance(scan->lexer, false);
}

static bool take(Scan *scan, int32_t c) {
  if (ahead(scan) != c) return false;
  step(scan);
  return true;
}

static void skip_spaces(Scan *scan) {
  while (is_space(ahead(scan)) && ahead(scan) != '\n') step(scan);
}

// Past whitespace, ends of lines and comments.
static void skip_blank(Scan *scan) {
  for (;;) {
    while (is_space(ahead(scan))) step(scan);
    if (ahead(scan) != '#') return;
    while (ahead(scan) && ahead(scan) != '\n') step(scan);
  }
}

static bool found(Scan *scan, enum Token token) {
  if (!wanted(scan, token)) return false;
  scan->lexer->result_symbol = token;
  return true;
}

// The same with the token's end here.
static bool found_here(Scan *scan, enum Token token) {
  mark(scan);
  return found(scan, token);
}

static bool is_kept(const Scan *scan, const char *text) {
  return scan->kept.length == strlen(text) && !memcmp(scan->kept.text, text, scan->kept.length);
}

// -- Strings --------------------------------------------------------------------------------------

// Past a string in quotes; false when it does not end.
static bool skip_string(Scan *scan) {
  int32_t quote = ahead(scan);
  step(scan);
  while (ahead(scan) != quote) {
    if (!ahead(scan)) return false;
    if (quote == '"' && take(scan, '\\') && !ahead(scan)) return false;
    step(scan);
  }
  step(scan);
  return true;
}

// Past the quotes of `r#'…'#` when the `r` and the signs have been passed.
static bool skip_raw(Scan *scan, unsigned signs) {
  if (!signs || !take(scan, '\'')) return false;
  while (ahead(scan)) {
    if (!take(scan, '\'')) {
      step(scan);
      continue;
    }
    unsigned count = 0;
    while (count < signs && take(scan, '#')) count++;
    if (count == signs) return true;
  }
  return false;
}

static unsigned skip_signs(Scan *scan) {
  unsigned signs = 0;
  while (take(scan, '#')) signs++;
  return signs;
}

// -- Words ----------------------------------------------------------------------------------------

static bool is_date(const Scan *scan) {
  if (scan->kept.length < 10) return false;
  for (unsigned at = 0; at < 10; at++) {
    char c = scan->kept.text[at];
    if (at == 4 || at == 7 ? c != '-' : !is_digit(c)) return false;
  }
  return scan->kept.length == 10 || is_one_of(scan->kept.text[10], "Tt");
}

// Past the rest of a word, whose end is marked. Where a name is wanted, it ends before its `:`.
static void rest_of_word(Scan *scan, bool name) {
  for (;;) {
    mark(scan);
    Kept before = scan->kept;
    if (is_word(ahead(scan))) {
      step(scan);
    } else if (ahead(scan) == ':' && (!name || is_date(scan))) {
      step(scan);
      if (is_word(ahead(scan)) || ahead(scan) == ':') continue;
      scan->kept = before;
      return;
    } else if (ahead(scan) == '[' && scan->kept.length) {
      // The numbers of hosts: `web[01-20]`.
      step(scan);
      bool digits = is_digit(ahead(scan));
      while (digits && (is_digit(ahead(scan)) || is_one_of(ahead(scan), ",-"))) step(scan);
      if (digits && take(scan, ']')) continue;
      scan->kept = before;
      return;
    } else {
      return;
    }
  }
}

// Whether a string and a block follow, so that `test` begins a test.
static bool heads_a_test(Scan *scan) {
  skip_spaces(scan);
  bool whole = is_one_of(ahead(scan), "\"'") ? skip_string(scan)
               : take(scan, 'r')             ? skip_raw(scan, skip_signs(scan))
                                             : false;
  skip_spaces(scan);
  return whole && ahead(scan) == '{';
}

static bool follows_in(Scan *scan) {
  skip_spaces(scan);
  return take(scan, 'i') && take(scan, 'n') && !is_word(ahead(scan));
}

// The token of the word that has been passed; its end is marked.
static bool word_token(Scan *scan, bool name) {
  if (is_kept(scan, "?") && wanted(scan, NULLABLE)) return found(scan, NULLABLE);
  if (is_kept(scan, "...") && wanted(scan, MORE)) return found(scan, MORE);
  if (is_kept(scan, "_") && wanted(scan, WILDCARD)) return found(scan, WILDCARD);
  if (is_kept(scan, "??")) return found(scan, OTHERWISE);
  if (is_date(scan) && (wanted(scan, DATE) || !name)) return found(scan, DATE);
  if (is_kept(scan, "not") && wanted(scan, NOT_IN)) {
    if (follows_in(scan)) return found_here(scan, NOT_IN);
    return found(scan, NOT);
  }
  for (unsigned keyword = 0; keyword < KEYWORD_COUNT; keyword++) {
    if (!is_kept(scan, KEYWORDS[keyword])) continue;
    if (keyword == TEST && wanted(scan, TEST) && !heads_a_test(scan)) break;
    if (wanted(scan, keyword)) return found(scan, keyword);
    // Where a stage begins, words that belong elsewhere are no commands; others are words nowhere.
    bool reserved = keyword < FALSE ? wanted(scan, IF) : keyword != TEST;
    if (reserved && !name) return false;
    break;
  }
  return found(scan, name ? IDENTIFIER : WORD);
}

// -- Numbers --------------------------------------------------------------------------------------

static bool is_in(const char *unit, const char *const *units, unsigned count) {
  for (unsigned at = 0; at < count; at++) {
    if (!strcmp(unit, units[at])) return true;
  }
  return false;
}

// Past the letters behind a number. What they make of it, or TOKENS when they are no unit.
static enum Token unit(Scan *scan) {
  char text[4] = "", small[4] = "";
  unsigned length = 0;
  for (; is_letter(ahead(scan)) || ahead(scan) == 0xb5 || ahead(scan) == 0x3bc; length++) {
    if (length < 3) {
      text[length] = is_letter(ahead(scan)) ? (char)ahead(scan) : 'u';
      small[length] = text[length] | ' ';
    }
    step(scan);
  }
  if (!length) return NUMBER;
  if (length > 3) return TOKENS;
  if (is_in(text, DURATIONS, sizeof DURATIONS / sizeof *DURATIONS)) return DURATION;
  if (is_in(small, FILESIZES, sizeof FILESIZES / sizeof *FILESIZES)) return FILESIZE;
  return TOKENS;
}

static void digits(Scan *scan) {
  while (is_digit(ahead(scan)) || ahead(scan) == '_') step(scan);
}

// The word that goes on here.
static bool rest_as_word(Scan *scan, bool name) {
  rest_of_word(scan, name);
  return word_token(scan, name);
}

// The number that has been passed, or the word that it begins: directly behind a number stands no
// character of a word but + and *, and those of a range.
static bool number_or_word(Scan *scan, enum Token kind, bool name) {
  mark(scan);
  if (ahead(scan) == '.') {
    step(scan);
    return ahead(scan) == '.' ? found(scan, kind) : rest_as_word(scan, name);
  }
  if (ahead(scan) == ':') {
    step(scan);
    return is_word(ahead(scan)) || ahead(scan) == ':' ? rest_as_word(scan, name) : found(scan, kind);
  }
  bool touches = is_word(ahead(scan)) && !is_one_of(ahead(scan), "+*");
  return touches ? rest_as_word(scan, name) : kind != TOKENS && found(scan, kind);
}

// The number or the word behind the `0` that has been passed; false when it has no other base.
static bool has_base(Scan *scan) {
  if (is_one_of(ahead(scan), "xXoO")) {
    step(scan);
    return true;
  }
  return is_one_of(ahead(scan), "bB") && take(scan, ahead(scan)) && is_digit(ahead(scan));
}

// The number that begins here, or the word that begins like one. `fraction` tells that its point has
// been passed.
static bool number_token(Scan *scan, bool fraction, bool name) {
  if (!fraction && take(scan, '0')) {
    if (has_base(scan)) {
      if (ahead(scan) == '[' && wanted(scan, BYTES)) {
        while (ahead(scan) && !is_one_of(ahead(scan), "]\n")) step(scan);
        return take(scan, ']') && found_here(scan, BYTES);
      }
      while (is_name(ahead(scan))) step(scan);
      return number_or_word(scan, NUMBER, name);
    }
    // `0b` is no bytes.
    if (scan->kept.length && is_one_of(scan->kept.text[scan->kept.length - 1], "bB")) {
      return number_or_word(scan, is_letter(ahead(scan)) ? TOKENS : FILESIZE, name);
    }
  }
  if (!fraction) {
    digits(scan);
    mark(scan);
    if (take(scan, '.')) {
      if (ahead(scan) == '.') return found(scan, NUMBER);
      if (!is_digit(ahead(scan))) return rest_as_word(scan, name);
    }
  }
  digits(scan);
  if (is_one_of(ahead(scan), "eE")) {
    step(scan);
    if (is_one_of(ahead(scan), "+-")) step(scan);
    if (!is_digit(ahead(scan))) return rest_as_word(scan, name);
    while (is_digit(ahead(scan))) step(scan);
  }
  enum Token kind = unit(scan);
  return number_or_word(scan, kind, name);
}

// -- Signs ----------------------------------------------------------------------------------------

// Past an operator that is made of characters of words.
static enum Token arithmetic(Scan *scan) {
  if (take(scan, '*')) return take(scan, '*') ? POWER : MULTIPLY;
  if (take(scan, '/')) return take(scan, '/') ? FLOOR_DIVIDE : DIVIDE;
  if (take(scan, '+')) return ADD;
  return take(scan, '-') ? SUBTRACT : TOKENS;
}

// Whether what ends a range stands behind its dots.
static bool range_goes_on(Scan *scan) {
  skip_spaces(scan);
  if (take(scan, '-')) return is_digit(ahead(scan)) || is_one_of(ahead(scan), "$(.");
  if (take(scan, '$')) return is_letter(ahead(scan)) || ahead(scan) == '_';
  if (take(scan, '.')) return is_digit(ahead(scan));
  return is_digit(ahead(scan)) || ahead(scan) == '(';
}

// A field, or the dots of a range: what stands tight behind a value and begins with a dot.
static bool dot_token(Scan *scan) {
  step(scan);
  if (take(scan, '.')) {
    if (is_one_of(ahead(scan), "=<")) step(scan);
    mark(scan);
    return found(scan, range_goes_on(scan) ? RANGE : RANGE_OPEN);
  }
  if (is_one_of(ahead(scan), "\"'")) {
    int32_t quote = ahead(scan);
    step(scan);
    if (ahead(scan) == quote) return false;
    while (ahead(scan) != quote) {
      if (quote == '"' && take(scan, '\\') && ahead(scan) == '\n') return false;
      if (!ahead(scan) || ahead(scan) == '\n') return false;
      step(scan);
    }
    step(scan);
    take(scan, '?');
    return found_here(scan, FIELD);
  }
  unsigned before = scan->kept.length;
  while (is_name(ahead(scan)) || ahead(scan) == '-' || (ahead(scan) >= 128 && is_word(ahead(scan)))) step(scan);
  if (scan->kept.length == before) return false;
  take(scan, '?');
  return found_here(scan, FIELD);
}

// Whether the `{` that has been passed is around the entries of a record.
static bool holds_entries(Scan *scan) {
  skip_blank(scan);
  int32_t c = ahead(scan);
  if (!c || is_one_of(c, "})]")) return true;
  if (is_one_of(c, "\"'")) {
    if (!skip_string(scan)) return false;
  } else if (c == '`') {
    step(scan);
    while (ahead(scan) && ahead(scan) != '`') step(scan);
    step(scan);
  } else if (is_word(c)) {
    scan->kept.length = 0;
    bool dots = take(scan, '.') && take(scan, '.') && take(scan, '.');
    if (dots && is_one_of(ahead(scan), "$([{")) return true;
    bool raw = !dots && take(scan, 'r');
    unsigned signs = raw ? skip_signs(scan) : 0;
    if (!(signs && ahead(scan) == '\'' && skip_raw(scan, signs))) {
      while (is_word(ahead(scan))) step(scan);
      if (ahead(scan) == ':') {
        step(scan);
        return ahead(scan) != '=';
      }
    }
  } else {
    return false;
  }
  skip_blank(scan);
  return take(scan, ':') && !is_one_of(ahead(scan), ":=");
}

static bool brace_token(Scan *scan) {
  step(scan);
  mark(scan);
  if (!wanted(scan, RECORD_OPEN)) return found(scan, BLOCK_OPEN);
  if (!wanted(scan, BLOCK_OPEN)) return found(scan, RECORD_OPEN);
  return found(scan, holds_entries(scan) ? RECORD_OPEN : BLOCK_OPEN);
}

// What begins with the `-` that has been passed and is no operator between two values: a flag, a
// sign, a number or a word.
static bool dash_token(Scan *scan, bool name) {
  if (take(scan, '>')) return found_here(scan, ARROW);
  mark(scan);
  int32_t c = ahead(scan);
  if ((ends_operator(c) || is_one_of(c, "$(")) && !name) return found(scan, NEGATE);
  if (is_letter(c) && !wanted(scan, FLAG) && wanted(scan, NEGATE)) return found(scan, NEGATE);
  bool flag = is_letter(c) || (take(scan, '-') && is_letter(ahead(scan)));
  if (flag && wanted(scan, FLAG)) {
    while (is_name(ahead(scan)) || ahead(scan) == '-') step(scan);
    return found_here(scan, FLAG);
  }
  bool number = wanted(scan, NUMBER) || !name;
  if (number && is_digit(c)) return number_token(scan, false, name);
  if (number && c == '.' && take(scan, '.') && is_digit(ahead(scan))) return number_token(scan, true, name);
  return rest_as_word(scan, name);
}

// A word of the arguments of a program, or its name: nearly all that touches.
static bool program_token(Scan *scan, enum Token token) {
  for (;;) {
    mark(scan);
    int32_t c = ahead(scan);
    if (c == '[' && scan->kept.length) {
      step(scan);
      bool digits = is_digit(ahead(scan));
      while (digits && (is_digit(ahead(scan)) || is_one_of(ahead(scan), ",-"))) step(scan);
      if (!digits || !take(scan, ']')) return found(scan, token);
      continue;
    }
    if (!c || is_space(c) || is_one_of(c, "\"'`$()[]{}|;<>")) break;
    step(scan);
    if (c == '&' && ahead(scan) == '&') return false;
  }
  return scan->kept.length && found(scan, token);
}

// -- Lines ----------------------------------------------------------------------------------------

// Whether the statement goes on, although a line has ended: with `|`, or a branch behind a block.
static bool goes_on(Scan *scan) {
  skip_blank(scan);
  if (take(scan, '|')) return true;
  scan->kept.length = 0;
  while (is_letter(ahead(scan)) && scan->kept.length < KEPT) step(scan);
  if (is_word(ahead(scan))) return false;
  return (is_kept(scan, "else") && wanted(scan, ELSE)) ||
         (is_kept(scan, "catch") && wanted(scan, CATCH)) ||
         (is_kept(scan, "finally") && wanted(scan, FINALLY));
}

// The branch behind a block, whose word stands in `kept` when no comment is before it.
static bool branch_token(Scan *scan) {
  if (is_kept(scan, "else")) return found_here(scan, ELSE);
  if (is_kept(scan, "catch")) return found_here(scan, CATCH);
  return is_kept(scan, "finally") && found_here(scan, FINALLY);
}

static bool token(Scan *scan) {
  TSLexer *lexer = scan->lexer;
  bool tight = !is_space(ahead(scan));
  bool dotted = wanted(scan, FIELD) || wanted(scan, RANGE);
  if (tight && ahead(scan) == '.' && dotted) return dot_token(scan);

  bool line = false;
  while (is_space(ahead(scan))) {
    line = line || ahead(scan) == '\n';
    lexer->advance(lexer, true);
  }
  mark(scan);
  int32_t c = ahead(scan);
  if (line && wanted(scan, NEWLINE)) {
    if (!goes_on(scan)) return found(scan, NEWLINE);
    return c != '#' && branch_token(scan);
  }
  if (c == '{') return brace_token(scan);
  if (c == '#' || !c) return false;
  if (c == '^' && wanted(scan, PROGRAM)) return program_token(scan, PROGRAM);

  bool program = wanted(scan, PROGRAM_WORD);
  bool name = wanted(scan, IDENTIFIER) && !wanted(scan, WORD);
  if (take(scan, '.')) {
    if (!program && is_digit(ahead(scan)) && wanted(scan, NUMBER)) return number_token(scan, true, name);
    bool dots = take(scan, '.') && take(scan, '.');
    if (dots && is_one_of(ahead(scan), "$([{")) return found_here(scan, SPREAD);
  } else if (c == 'r' && wanted(scan, RAW_STRING)) {
    step(scan);
    unsigned signs = skip_signs(scan);
    if (signs && ahead(scan) == '\'') return skip_raw(scan, signs) && found_here(scan, RAW_STRING);
  } else if (program) {
    return program_token(scan, PROGRAM_WORD);
  } else if (is_digit(c)) {
    if (wanted(scan, NUMBER) || !name) return number_token(scan, false, name);
  } else if (is_one_of(c, "+-*/")) {
    enum Token sign = arithmetic(scan);
    bool before_value = sign != SUBTRACT && is_one_of(ahead(scan), "([{$\"'");
    // Only where an operator may follow a value, `tight` is about that value.
    bool stands = ends_operator(ahead(scan)) || before_value || (tight && wanted(scan, SUBTRACT));
    if (stands && wanted(scan, sign)) return found_here(scan, sign);
    if (sign == SUBTRACT) return dash_token(scan, name);
  } else if (c == ':' && !name) {
    step(scan);
    if (!take(scan, ':')) return false;
  } else if (!is_word(c)) {
    return false;
  }
  return program ? program_token(scan, PROGRAM_WORD) : rest_as_word(scan, name);
}

// -- What tree-sitter calls -------------------------------------------------------------------------

void *tree_sitter_rsh_external_scanner_create(void) { return NULL; }
void tree_sitter_rsh_external_scanner_destroy(void *payload) { (void)payload; }
unsigned tree_sitter_rsh_external_scanner_serialize(void *payload, char *buffer) {
  (void)payload;
  (void)buffer;
  return 0;
}
void tree_sitter_rsh_external_scanner_deserialize(void *payload, const char *buffer, unsigned length) {
  (void)payload;
  (void)buffer;
  (void)length;
}

// While tree-sitter looks for a place to go on behind a mistake, it takes any token. What depends on
// the grammar is no help there.
static const bool ANYWHERE[TOKENS] = {
  [NEWLINE] = true, [WORD] = true, [NUMBER] = true, [DURATION] = true, [FILESIZE] = true,
  [DATE] = true, [BYTES] = true, [RAW_STRING] = true, [FLAG] = true, [BLOCK_OPEN] = true,
  [RECORD_OPEN] = true,
};

bool tree_sitter_rsh_external_scanner_scan(void *payload, TSLexer *lexer, const bool *valid) {
  (void)payload;
  Scan scan = {.lexer = lexer, .valid = valid[RECOVERING] ? ANYWHERE : valid};
  return token(&scan);
}
