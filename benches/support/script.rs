//! A script as people write them, of any length.

/// What each part of it is, with `@` for its number.
const PART: &str = r#"# Hosts of group @ that need a look.
def need-look-@ [
  limit: int # how many cores are few
  --group (-g): string = "web" # whose hosts
] {
  let facts = hosts --group $group | discover cpu, memory
  let small = $facts | where cores < $limit and available > 2GiB
  $small | select host cores available | sort-by cores --reverse
}

let table-@ = [[name, size, at]; ["a@", 4GiB, 2024-01-31], ["b", 10kb, 2024-02-01]]
let big-@ = $table-@ | where size > 1MiB and name =~ "a" | select name size
for row in $big-@ {
  if $row.size > 2GiB {
    print $"($row.name) is large: ($row.size)"
  } else {
    print $row.name # as it is
  }
}
let names-@ = $big-@ | each {|row| $row.name | str upcase }
let grade-@ = match ($big-@ | length) { 0 => "none", 1..5 => "some", _ => "many" }
let total-@ = try { [1, 2, @] | math sum } catch { 0 }
print $"($grade-@): ($total-@) of ($names-@ | length)"
need-look-@ 4 --group db | group-by cores (mean available) | first 3

"#;

/// A script of at least `lines` lines.
pub fn script(lines: usize) -> String {
    let mut text = String::new();
    let each = PART.lines().count();
    for number in 1..=lines.div_ceil(each) {
        text.push_str(&PART.replace('@', &number.to_string()));
    }
    text
}
