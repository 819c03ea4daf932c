; What can be folded.
[
  (block)
  (closure)
  (handler)
  (match_expression)
  (record)
  (list)
  (table)
  (parameters)
  (group)
  (pipeline)
] @fold
