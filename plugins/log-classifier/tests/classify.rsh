# Lines as programs write them, and what they are about.
use std/assert

test "the level is what the line says" {
  let lines = [
    [line, level];
    ["2026-01-02 [ERROR] it broke", "error"],
    ["level=warn msg=\"slow\"", "warning"],
    ["{\"severity\": \"INFO\", \"message\": \"error handling is on\"}", "info"],
    ["<11>app: something", "error"],
    ["E0312 10:11:12 pod.go:1] something", "error"],
    ["10:11 DEBUG connection refused", "debug"],
    ["an information desk", null],
  ]
  let known = $lines | select line | log classify line
  assert equal ($known | get level) ($lines | get level)
}

test "the words tell what it is about" {
  let lines = ["Out of memory: Killed process 7", "dial tcp: connection refused", "all is well"]
  let known = $lines | wrap line | log classify line
  assert equal ($known | get category) ["memory", "network", null]
  assert equal ($known | get level) ["fatal", "error", null]
  assert equal ($known | get evidence) ["Out of memory", "connection refused", null]
}
