; What is in another language.
((comment) @injection.content
  (#set! injection.language "comment"))

; `run "…"` sends its text to the shell of a host.
((call
  name: (command) @_run
  .
  [(string (string_text) @injection.content) ])
  (#eq? @_run "run")
  (#set! injection.language "bash"))

; The right side of `=~` is a regular expression.
((binary_expression
  operator: ["=~" "!~"]
  right: (string (string_text) @injection.content))
  (#set! injection.language "regex"))
