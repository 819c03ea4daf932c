# Texts for shells, for people and from programs: quoting, wrapping, `key=value` lines.

# Quotes a text, so that a shell on a host takes it as one word, whatever is in it.
#
#   hosts | run $"rm -- (text quote $name)"
export def quote [
  word: string, # what is to be one word
]: string {
  if $word =~ '^[A-Za-z0-9_@%+=:,./-]+$' {
    $word
  } else {
    "'" + ($word | str replace --all "'" "'\\''") + "'"
  }
}

# Makes a command line of words, each quoted where a shell needs it.
#
#   hosts | run (text command "systemctl" "restart" $unit)
export def command [
  ...words: string, # the program and its arguments
]: string {
  $words | each {|word| quote $word } | str join " "
}

# Reads lines such as `KEY=value`, as of /etc/os-release; comments and other lines are left out.
#
# Quotes around a value are dropped.
export def key-values [
  --separator (-s): string = "=", # what stands between key and value
]: string -> table<key: string, value: string> {
  let lines = $in | lines | each {|line| $line | str trim }
  $lines
  | filter {|line| ($line | str contains $separator) and not ($line | str starts-with "#") }
  | each {|line|
    let parts = $line | split row $separator --number 2
    {key: ($parts | first 1 | str join | str trim), value: ($parts | skip 1 | str join | unquoted)}
  }
}

# Breaks a text into lines that are no longer than a width; a longer word has a line of its own.
export def fold [
  width: int = 80, # how many characters a line has at most
]: string -> string {
  let words = $in | words-of
  let begin = {lines: "", line: ""}
  let ended = $words | reduce --fold $begin {|word, so_far|
      let longer = if $so_far.line == "" { $word } else { $"($so_far.line) ($word)" }
      if $so_far.line == "" or ($longer | str length) <= $width {
        {lines: $so_far.lines, line: $longer}
      } else {
        {lines: $"($so_far.lines)($so_far.line)\n", line: $word}
      }
    }
  $ended.lines + $ended.line
}

# Puts something in front of each line.
export def indent [
  with: string = "  ", # what stands in front of each line
]: string -> string {
  $in | lines | each {|line| $with + $line } | str join "\n"
}

# Cuts a text that is longer than a width, and shows that by `…`.
export def truncate [
  width: int, # how many characters there are at most, `…` included
]: string -> string {
  if $width < 1 { error "at least one character is kept" --help "give a width from 1" }
  let text = $in
  if ($text | str length) <= $width { $text } else { ($text | str substring 0 ($width - 1)) + "…" }
}

# Counts things in words: `1 host`, `3 hosts`.
export def counted [
  count: int, # how many there are
  one: string, # what one of them is called
  many: string = "", # what several are called, where an `s` at the end does not do
]: string {
  let several = if $many == "" { $one + "s" } else { $many }
  $"($count) (if $count == 1 { $one } else { $several })"
}

def words-of []: string -> list<string> {
  $in | split row --regex '\s+' | filter {|word| $word != "" }
}

def unquoted []: string -> string {
  let text = $in | str trim
  if $text =~ '^".*"$' or $text =~ "^'.*'$" {
    $text | str substring 1 (($text | str length) - 2)
  } else {
    $text
  }
}
