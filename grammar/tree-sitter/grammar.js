// The grammar of rebe for tree-sitter: colours, folds and outlines in editors.
//
// `grammar/rsh.ebnf` is normative. What a word, a number or an operator is depends on what touches
// it, so those tokens are found by `src/scanner.c`; its list of them is in the order of `externals`.
// It takes every good program, and some bad ones: telling what is wrong is for `rebe check`.

const STATEMENTS = ["break", "const", "continue", "def", "export", "for", "return", "use", "while"];
const STAGES = ["catch", "else", "finally", "if", "match", "try"];
const CONSTANTS = ["false", "null", "true"];
const OPERATORS = ["and", "in", "mod", "not", "or"];
const OTHERS = ["let", "test"];
const KEYWORDS = [...STATEMENTS, ...STAGES, ...CONSTANTS, ...OPERATORS, ...OTHERS];

// What binds tighter has the greater number.
const LEVEL = {
  or: 1,
  and: 2,
  not: 3,
  compare: 4,
  otherwise: 5,
  range: 6,
  sum: 7,
  product: 8,
  negate: 9,
  power: 10,
  field: 11,
};

/** A word of the language, or a sign that the scanner finds, as it is written. */
const word = ($, text) => alias($[`_${text}`], text);
const sign = ($, name, text) => alias($[`_${name}`], text);

/** Parts with commas, or nothing, between them and perhaps a comma at the end. */
const list = (part) => repeat(seq(part, optional(",")));

/** Statements with the ends of lines or `;` between them. */
const statements = ($) =>
  seq(repeat(seq(optional($._statement), $._separator)), optional($._statement));

/** Braces around statements, and around the entries of a record. */
const braces = ($, inner) => seq(alias($._block_open, "{"), inner, "}");
const curly = ($, inner) => seq(alias($._record_open, "{"), inner, "}");

module.exports = grammar({
  name: "rsh",

  extras: ($) => [/\s/, "\uFEFF", $.comment],

  externals: ($) => [
    ...KEYWORDS.map((word) => $[`_${word}`]),
    $._not_in,
    $._newline,
    $.word,
    $.identifier,
    $.program,
    $.program_word,
    $.flag,
    $.field,
    $.number,
    $.duration,
    $.filesize,
    $.date,
    $.bytes,
    $.raw_string,
    $.wildcard,
    $._more,
    $._nullable,
    $._block_open,
    $._record_open,
    $._spread,
    $._range,
    $._range_open,
    $._power,
    $._multiply,
    $._floor_divide,
    $._divide,
    $._add,
    $._subtract,
    $._negate,
    $._otherwise,
    $._arrow,
    $._recovering,
  ],

  supertypes: ($) => [$._statement, $._expression, $._pattern],

  rules: {
    source_file: ($) => statements($),

    comment: (_) => token(/#[^\n]*/),

    _separator: ($) => choice($._newline, ";"),

    // -- Statements ---------------------------------------------------------------------------

    _statement: ($) =>
      choice(
        $.let_statement,
        $.const_statement,
        $.def_statement,
        $.use_statement,
        $.for_statement,
        $.while_statement,
        $.break_statement,
        $.continue_statement,
        $.return_statement,
        $.test_statement,
        $.pipeline,
      ),

    let_statement: ($) => seq(word($, "let"), $._binding),
    const_statement: ($) => seq(optional(word($, "export")), word($, "const"), $._binding),
    _binding: ($) =>
      seq(
        field("name", $.identifier),
        optional(seq(":", field("type", $.type))),
        "=",
        field("value", $.pipeline),
      ),

    def_statement: ($) =>
      seq(
        optional(word($, "export")),
        word($, "def"),
        field("name", choice($.identifier, $._quoted)),
        field("parameters", $.parameters),
        optional(seq(":", field("type", $.type), optional(seq(sign($, "arrow", "->"), field("output", $.type))))),
        field("body", $.block),
      ),
    parameters: ($) => seq("[", list($.parameter), "]"),
    parameter: ($) =>
      seq(
        choice(
          field("name", $.identifier),
          seq(field("name", $.flag), optional(seq("(", field("short", $.flag), ")"))),
        ),
        optional(seq(":", field("type", $.type))),
        optional(seq("=", field("default", $._expression))),
      ),

    use_statement: ($) =>
      seq(
        word($, "use"),
        field("path", choice($.word, $._quoted)),
        optional(
          choice(
            sign($, "multiply", "*"),
            seq("[", list(field("name", choice($.word, $._quoted))), "]"),
          ),
        ),
      ),

    for_statement: ($) =>
      seq(
        word($, "for"),
        field("name", choice($.identifier, $.variable)),
        word($, "in"),
        field("value", $._expression),
        field("body", $.block),
      ),
    while_statement: ($) =>
      seq(word($, "while"), field("condition", $._expression), field("body", $.block)),
    break_statement: ($) => word($, "break"),
    continue_statement: ($) => word($, "continue"),
    return_statement: ($) => seq(word($, "return"), optional($.pipeline)),
    test_statement: ($) =>
      seq(word($, "test"), field("name", choice($._quoted, $.raw_string)), field("body", $.block)),

    block: ($) => prec(1, braces($, statements($))),

    // -- Pipelines ----------------------------------------------------------------------------

    pipeline: ($) => seq($._stage, repeat(seq("|", $._stage))),

    _stage: ($) =>
      choice(
        $.if_expression,
        $.match_expression,
        $.try_expression,
        $.call,
        $.program_call,
        $._expression,
      ),

    if_expression: ($) =>
      seq(
        word($, "if"),
        field("condition", $._expression),
        field("then", $.block),
        optional(seq(word($, "else"), field("else", choice($.if_expression, $.block)))),
      ),

    try_expression: ($) =>
      seq(word($, "try"), field("body", $.block), repeat($.catch_clause), optional($.finally_clause)),
    catch_clause: ($) =>
      seq(
        word($, "catch"),
        optional(seq($.identifier, repeat(seq(",", $.identifier)), "=>")),
        choice($.block, $.handler),
      ),
    handler: ($) =>
      braces($, seq("|", field("name", $.identifier), "|", statements($))),
    finally_clause: ($) => seq(word($, "finally"), $.block),

    match_expression: ($) =>
      seq(
        word($, "match"),
        field("value", $._expression),
        alias($._block_open, "{"),
        repeat(seq(optional($.match_arm), choice($._separator, ","))),
        optional($.match_arm),
        "}",
      ),
    match_arm: ($) =>
      seq(
        $._pattern,
        repeat(seq("|", $._pattern)),
        optional(seq(word($, "if"), field("guard", $._expression))),
        "=>",
        field("value", choice($.block, $._statement)),
      ),

    // A word begins a call, unless a binary operator follows: then it is a value.
    call: ($) =>
      prec.right(
        1,
        seq(
          field("name", alias($.word, $.command)),
          optional(seq($._argument, repeat(seq(optional(","), $._argument)))),
        ),
      ),
    _argument: ($) => choice($.flag_argument, $.spread, $._expression),
    flag_argument: ($) => seq($.flag, optional(seq("=", $._expression))),

    program_call: ($) =>
      seq(field("name", $.program), repeat(choice($.program_word, $.spread, $._operand))),

    // -- Patterns -----------------------------------------------------------------------------

    _pattern: ($) =>
      choice(
        $.wildcard,
        $.binding_pattern,
        $.type,
        $.range_pattern,
        $.list_pattern,
        $.record_pattern,
        $._quantity,
        $._constant,
        $._quoted,
        $.raw_string,
      ),
    binding_pattern: ($) => seq($.variable, optional(seq(":", $.type))),
    range_pattern: ($) =>
      seq(
        $._quantity,
        choice(seq(sign($, "range", ".."), $._quantity), sign($, "range_open", "..")),
      ),
    list_pattern: ($) =>
      seq("[", list($._pattern), optional(choice(seq(sign($, "spread", "..."), $.variable), sign($, "more", "..."))), "]"),
    record_pattern: ($) => {
      const fields = list(choice($.variable, seq(field("key", $._key), ":", $._pattern)));
      return choice(braces($, fields), curly($, fields));
    },

    // -- Types --------------------------------------------------------------------------------

    type: ($) =>
      prec.right(
        seq(
          field("name", alias($.identifier, $.type_name)),
          optional(seq("<", optional(choice($.type, $._fields)), ">")),
          optional(sign($, "nullable", "?")),
        ),
      ),
    _fields: ($) =>
      choice(
        seq(repeat1(seq($.type_field, optional(","))), optional(seq(sign($, "more", "..."), optional(",")))),
        seq(sign($, "more", "..."), optional(",")),
      ),
    type_field: ($) => seq(field("name", $._key), ":", field("type", $.type)),

    // -- Expressions --------------------------------------------------------------------------

    _expression: ($) => choice($.binary_expression, $.unary_expression, $.range, $._operand),

    binary_expression: ($) => {
      const compare = choice("==", "!=", "<", "<=", ">", ">=", "=~", "!~", word($, "in"), sign($, "not_in", "not in"));
      const table = [
        [prec.left, LEVEL.or, word($, "or")],
        [prec.left, LEVEL.and, word($, "and")],
        [prec.left, LEVEL.compare, compare],
        [prec.right, LEVEL.otherwise, sign($, "otherwise", "??")],
        [prec.left, LEVEL.sum, choice(sign($, "add", "+"), sign($, "subtract", "-"))],
        [
          prec.left,
          LEVEL.product,
          choice(
            sign($, "multiply", "*"),
            sign($, "divide", "/"),
            sign($, "floor_divide", "//"),
            word($, "mod"),
          ),
        ],
        [prec.right, LEVEL.power, sign($, "power", "**")],
      ];
      return choice(
        ...table.map(([side, level, operator]) =>
          side(
            level,
            seq(
              field("left", $._expression),
              field("operator", operator),
              field("right", $._expression),
            ),
          ),
        ),
      );
    },

    unary_expression: ($) =>
      choice(
        prec(LEVEL.not, seq(word($, "not"), $._expression)),
        prec(LEVEL.negate, seq(sign($, "negate", "-"), $._expression)),
      ),

    range: ($) =>
      prec.left(
        LEVEL.range,
        seq(
          $._expression,
          choice(seq(sign($, "range", ".."), $._expression), sign($, "range_open", "..")),
        ),
      ),

    _operand: ($) =>
      choice(
        $._constant,
        $._quantity,
        $._quoted,
        $.word,
        $.quoted_word,
        $.bytes,
        $.raw_string,
        $.interpolation,
        $.variable,
        $.list,
        $.table,
        $.record,
        $.group,
        $.closure,
        $.field_access,
      ),

    field_access: ($) => prec(LEVEL.field, seq($._operand, $.field)),

    list: ($) => seq("[", list(choice($.spread, $._expression)), "]"),
    table: ($) => seq("[", field("columns", $.list), ";", list(field("row", $.list)), "]"),
    record: ($) => curly($, list(choice($.entry, $.spread))),
    entry: ($) => seq(field("key", $._key), ":", field("value", $._expression)),
    _key: ($) => choice($.identifier, $.quoted_word, $._quoted, $.raw_string),
    spread: ($) => seq(sign($, "spread", "..."), $._expression),
    group: ($) => seq("(", $.pipeline, ")"),

    closure: ($) => braces($, seq(optional($.closure_parameters), statements($))),
    closure_parameters: ($) => choice(seq("|", list($.parameter), "|"), "||"),

    // -- Literals -----------------------------------------------------------------------------

    _constant: ($) => choice($.null, $.boolean),
    null: ($) => word($, "null"),
    boolean: ($) => choice(word($, "true"), word($, "false")),

    _quantity: ($) => choice($.number, $.duration, $.filesize, $.date),

    variable: (_) => /\$[A-Za-z_](?:[A-Za-z0-9_]|-[A-Za-z0-9_])*/,

    quoted_word: (_) => /`[^`\n]+`/,

    // A string without values: in double quotes with escapes, in single quotes as it is.
    _quoted: ($) => choice($.string, $.plain_string),
    string: ($) => seq('"', repeat(choice($.string_text, $.escape)), token.immediate('"')),
    string_text: (_) => token.immediate(prec(1, /[^"\\]+/)),
    escape: (_) => token.immediate(prec(1, /\\(?:[ntr0e"'\\$()]|u\{[0-9A-Fa-f]+\})/)),
    plain_string: (_) => /'[^']*'/,

    interpolation: ($) =>
      choice(
        seq('$"', repeat(choice(alias($._text, $.string_text), $.escape, $.value)), token.immediate('"')),
        seq("$'", repeat(choice(alias($._plain_text, $.string_text), $.value)), token.immediate("'")),
      ),
    _text: (_) => token.immediate(prec(1, /[^"\\(]+/)),
    _plain_text: (_) => token.immediate(prec(1, /[^'(]+/)),
    value: ($) => seq(alias(token.immediate("("), "("), $.pipeline, ")"),
  },
});
