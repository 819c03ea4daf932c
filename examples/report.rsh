# What the fleet is made of, as a file for a spreadsheet: fleet.csv, in the folder at hand.
#
#     rebe demo examples/report.rsh
hosts
| discover cpu, memory, os
| sort-by host
| select host name version arch sockets cores threads total
| save fleet.csv --force
