"""Everything that is kept here as files to take away: tables for a spreadsheet, and the same for programs.

tables     which there are, and what stands in their columns
values     how a value is written for a reader, and for a program
writing    one table as a file, or all of them in an archive
"""
