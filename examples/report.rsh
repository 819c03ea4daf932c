# What the fleet is made of, as a file for a spreadsheet.
# Run it as: rebe examples/report.rsh, the file is fleet.csv.
hosts
| discover cpu, memory, os
| sort-by host
| select host name version arch sockets cores threads total
| save fleet.csv --force
