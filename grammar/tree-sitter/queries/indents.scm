; How lines are indented, in the names of nvim-treesitter.
[
  (block)
  (closure)
  (handler)
  (match_expression)
  (record)
  (record_pattern)
  (list)
  (table)
  (parameters)
  (group)
] @indent.begin

["}" "]" ")"] @indent.branch @indent.end
