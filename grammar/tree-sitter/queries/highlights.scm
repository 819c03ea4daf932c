; What is coloured how. Where two patterns fit, the later one counts.

(comment) @comment

; Words of the language.
["let" "const" "def" "export" "use"] @keyword
["if" "else" "match"] @keyword.conditional
["for" "while" "break" "continue"] @keyword.repeat
["return"] @keyword.return
["try" "catch" "finally"] @keyword.exception
["test"] @keyword
["and" "or" "not" "in" "not in" "mod"] @keyword.operator

; Values.
(null) @constant.builtin
(boolean) @boolean
(number) @number
[(duration) (filesize) (date) (bytes)] @number
[(string) (plain_string) (raw_string) (interpolation)] @string
(escape) @string.escape
(quoted_word) @string.special
(word) @string.special.path
(wildcard) @variable.builtin

; Values within a text.
(value ["(" ")"] @punctuation.special)

; Names.
(variable) @variable
((variable) @variable.builtin (#any-of? @variable.builtin "$in" "$it" "$env"))
(field) @variable.member
(entry key: (identifier) @property)
(type_field name: (identifier) @property)
(record_pattern key: (identifier) @property)
(let_statement name: (identifier) @variable)
(const_statement name: (identifier) @constant)
(for_statement name: (identifier) @variable)
(handler name: (identifier) @variable)
(parameter name: (identifier) @variable.parameter)
(parameter name: (flag) @variable.parameter)
(parameter short: (flag) @variable.parameter)
(catch_clause (identifier) @type)
(type_name) @type

; Commands.
(command) @function.call
(def_statement name: [(identifier) (string) (plain_string)] @function)
(program) @function.builtin
(program_word) @string.special.path
(flag_argument (flag) @attribute)

; Signs.
[
  "=" "==" "!=" "<" "<=" ">" ">=" "=~" "!~" "+" "-" "*" "/" "//" "**" "??" ".." "..." "->" "=>" "?"
] @operator
["|" "||"] @punctuation.delimiter
["," ":" ";"] @punctuation.delimiter
["(" ")" "[" "]" "{" "}"] @punctuation.bracket
