# Checks for tests: each one fails with a message that says what differs.

# Fails unless a condition is true.
#
#   assert that ($load < 4.0) "the load is too high"
export def that [
  condition: bool, # what has to be true
  message: string = "the condition is false", # what is told when it is not
] {
  if not $condition { error $message }
}

# Fails unless two values are equal.
#
#   assert equal ($rows | length) 3
export def equal [
  found, # what there is
  expected, # what there has to be
] {
  if $found != $expected {
    error $"expected (shown $expected), found (shown $found)"
  }
}

# Fails when two values are equal.
export def not-equal [
  found, # what there is
  unwanted, # what there must not be
] {
  if $found == $unwanted {
    error $"expected anything but (shown $unwanted)"
  }
}

# Fails unless two numbers are nearly equal.
export def near [
  found: float, # what there is
  expected: float, # what there has to be
  --within: float = 0.000001, # how much they may differ
] {
  if ($found - $expected | math abs) > $within {
    error $"expected ($expected) within ($within), found ($found)"
  }
}

# Fails unless a pattern matches a text.
#
#   assert matches $version '^6\.'
export def matches [
  text: string, # what is looked at
  pattern: string, # the regular expression
] {
  if $text !~ $pattern {
    error $"expected a text that matches (shown $pattern), found (shown $text)"
  }
}

# Fails unless an item is in a list, or a part in a text.
export def contains [
  whole, # the list or the text
  part, # what has to be in it
] {
  if $part not in $whole {
    error $"expected (shown $part) in (shown $whole)"
  }
}

# Fails unless there is nothing in a list, a table or a text.
export def empty [
  whole, # what has to be empty
] {
  if ($whole | is-not-empty) {
    error $"expected nothing, found (shown $whole)"
  }
}

# Fails unless two tables or lists hold the same, whatever the order.
export def same-rows [
  found, # what there is
  expected, # what there has to be
] {
  let left = $found | sort
  let right = $expected | sort
  if $left != $right {
    error $"expected (shown $right), found (shown $left), order aside"
  }
}

# Fails unless a table has these columns, in this order.
export def columns-are [
  table: table, # what is looked at
  names: list<string>, # the names of its columns
] {
  let found = $table | columns
  if $found != $names {
    error $"expected the columns (shown $names), found (shown $found)"
  }
}

# Fails unless a closure ends with an error, which it yields: `kind`, `code`, `message`, `help`.
#
#   let error = assert fails {|| 1 / 0 } --kind arithmetic
export def fails [
  what: closure, # what has to fail
  --kind: string = "", # the kind of the error, such as `arithmetic`
  --message: string = "", # a regular expression for its message
] {
  let caught = try {
    do $what | ignore
    null
  } catch {|e|
    $e
  }
  if $caught == null {
    error "expected an error, and there was none"
  } else {
    if not ($kind in ["", $caught.kind]) {
      error $"expected an error of kind ($kind), found ($caught.kind): ($caught.message)"
    }
    if $caught.message !~ $message {
      error $"expected an error that says (shown $message), found (shown $caught.message)"
    }
    $caught
  }
}

# A value as the language writes it, cut where it is long.
def shown [value]: string {
  let text = $value | to nuon
  if ($text | str length) > 300 { ($text | str substring 0 300) + "…" } else { $text }
}
