# Certificates that end before a day, the first one on top.
#
#     rebe demo examples/certificates.rsh --before 2026-11-15
def main [
  --before: date, # the day; 30 days from now when it is left out
  --group (-g): string = "web", # whose hosts
  --file (-f): string = "/etc/ssl/certs/site.pem", # where the certificate is
] {
  let limit = $before ?? (date now) + 30day

  hosts --group $group
  | run $"openssl x509 -noout -enddate -in ($file)"
  | insert ends (stdout | into datetime --format "notAfter=%b %e %H:%M:%S %Y GMT")
  | where ends < $limit
  | sort-by ends host
  | select host ends
}
