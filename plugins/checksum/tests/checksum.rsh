# What everybody says of "123456789", and what other programs say of a larger text.
use std/assert

test "the usual text has the usual checksums" {
  let all = "123456789" | checksum crc32 crc32c adler32 cksum fnv1a
  let wanted = ["cbf43926", "e3069283", "091e01de", "377a6011", "06d5573923c6cdfc"]
  assert equal ($all | get checksum) $wanted
  assert equal ($all | get size | uniq) [9b]
}

test "nothing has checksums, too" {
  let all = "" | checksum crc32 adler32 cksum
  assert equal ($all | get number) [0, 1, 4294967295]
}

test "pieces are one text" {
  let text = 1..400000 | str join ","
  let posix = $text | ^cksum | split words | get 0 | into int
  assert equal ($text | checksum cksum | get number) [$posix]
}
