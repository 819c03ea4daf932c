# Reports for people who read mail and tickets: Markdown tables, bars, sums of outcomes.

# Writes a table as Markdown.
#
#   hosts | discover os | select host name version | report markdown | save hosts.md
export def markdown []: table -> string {
  let rows = $in
  let names = $rows | columns
  let head = $names | each {|name| cell $name } | str join " | "
  let rule = $names | each {|_name| "---" } | str join " | "
  let lines = $rows | each {|row|
      let cells = $names | each {|name| cell (in-words ($row | get $name)) }
      $"| ($cells | str join ' | ') |"
    }
  [$"| ($head) |", $"| ($rule) |", ...$lines] | str join "\n"
}

# Draws numbers as bars, a line for each row.
#
#   hosts | discover memory | report bars {|row| $row.host } {|row| $row.total / 1GiB }
export def bars [
  label: closure, # what stands before the bar of a row
  number: closure, # how long its bar is
  --width (-w): int = 40, # how many characters the longest bar has
]: table -> string {
  let rows = $in | each {|row| {label: $"(do $label $row)", number: (do $number $row)} }
  let most = ($rows | get number | math max) ?? 0
  let wide = ($rows | get label | str length | math max) ?? 0
  $rows | each {|row|
    let size = if $most > 0 { ($row.number * $width / $most | math round) } else { 0 }
    let bar = "" | str pad-right $size "█"
    $"($row.label | str pad-right $wide) ($bar) ($row.number)"
  } | str join "\n"
}

# Sums up how it ended for hosts, as `outcomes` and the commands of `std/fleet` give it.
#
#   hosts | run "true" | outcomes | report summary
export def summary []: table<host: string, outcome: string, message: string, ...> -> string {
  let rows = $in
  let good = $rows | where outcome == "ok" | length
  let others = $rows | where outcome != "ok" | group-by outcome message
  let lines = $others | each {|group|
      let hosts = $rows | where outcome == $group.outcome and message == $group.message | get host
      let why = if $group.message == "" { "" } else { $": ($group.message)" }
      $"($group.outcome) on ($hosts | str join ', ')($why)"
    }
  [$"($good) of ($rows | length) hosts ok", ...$lines] | str join "\n"
}

# Writes the fields of a record under each other, with the values in one column.
export def fields []: record -> string {
  let record = $in
  let names = $record | columns
  let wide = ($names | str length | math max) ?? 0
  $names | each {|name|
    $"($name | str pad-right $wide)  (in-words ($record | get $name))"
  } | str join "\n"
}

# A value as people read it in a text: as it is when it is a text, else as the language writes it.
def in-words [value]: string {
  let text = $value | to nuon
  if ($text | str starts-with '"') { $"($value)" } else { $text }
}

def cell [text: string]: string {
  $text | str replace --all "|" "\\|" | str replace --all "\n" " "
}
