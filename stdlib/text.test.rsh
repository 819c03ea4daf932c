use ./assert.rsh
use ./text.rsh

test "a word that needs no quotes stays" {
  assert equal (text quote "nginx.service") "nginx.service"
  assert equal (text quote "/var/log/a-b_c") "/var/log/a-b_c"
}

test "any other word is one word to a shell" {
  assert equal (text quote "") "''"
  assert equal (text quote "a b; rm -rf /") "'a b; rm -rf /'"
  assert equal (text quote "it's") "'it'\\''s'"
  assert equal (text quote "two\nlines") "'two\nlines'"
}

test "a shell reads back what was quoted" {
  for word in ["", "a b", "it's", "$HOME", "`id`", "\\", "*", "-n", "\"x\"", "é\tz"] {
    let quoted = text command "printf" "%s" $word
    assert equal (^sh -c $quoted) $word
  }
}

test "lines of keys and values" {
  let text = "# a comment\nNAME=\"Debian GNU/Linux\"\nVERSION_ID='12'\n\nEMPTY=\nURL=https://a/?b=c\n"
  let rows = $text | text key-values
  assert equal $rows [
    [key, value];
    ["NAME", "Debian GNU/Linux"],
    ["VERSION_ID", "12"],
    ["EMPTY", ""],
    ["URL", "https://a/?b=c"],
  ]
  assert equal ("a: 1\nb : 2" | text key-values -s ":") [[key, value]; ["a", "1"], ["b", "2"]]
  assert empty ("nothing here" | text key-values)
}

test "a text in lines of a width" {
  assert equal ("the quick brown fox" | text fold 10) "the quick\nbrown fox"
  assert equal ("a  b\n c" | text fold 80) "a b c"
  assert equal ("incomprehensible it is" | text fold 5) "incomprehensible\nit is"
  assert equal ("" | text fold 5) ""
}

test "lines that are indented" {
  assert equal ("a\nb" | text indent) "  a\n  b"
  assert equal ("a" | text indent "> ") "> a"
}

test "a text that is too long is cut" {
  assert equal ("abcdef" | text truncate 6) "abcdef"
  assert equal ("abcdef" | text truncate 4) "abc…"
  assert equal ("äöüß" | text truncate 3) "äö…"
  assert fails {|| "abc" | text truncate 0 } | ignore
}

test "counts in words" {
  assert equal (text counted 1 "host") "1 host"
  assert equal (text counted 0 "host") "0 hosts"
  assert equal (text counted 2 "entry" "entries") "2 entries"
}
