# A summary of the access log of a web server on this machine: answers by status, the paths that are
# asked for most, and the slowest answers.
#
#     rebe examples/access-log.rsh examples/data/access.log --top 3
def main [
  file: string, # the log
  --top (-t): int = 5, # how many paths, and how many slow answers
] {
  let requests = open --raw $file
    | lines
    | parse --regex $REQUEST
    | update status (status | into int)
    | update took (took | into float) * 1sec

  $requests | group-by status (count) | sort-by status
  $requests
  | group-by path (count) (mean took)
  | sort-by path
  | sort-by count --reverse
  | first $top
  $requests | sort-by took --reverse | first $top | select took status method path
}

# A line of the combined format, with how many seconds the answer took at its end.
const REQUEST = '^(?P<client>\S+) \S+ \S+ \[(?P<time>[^\]]+)\] "(?P<method>\S+) (?P<path>\S+) [^"]*" (?P<status>\d+) \d+ (?P<took>[\d.]+)$'
