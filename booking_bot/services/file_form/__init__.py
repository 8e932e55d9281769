"""The form of the business file: what it may say, read and checked without any database.

`reading` turns a text into a `BusinessFile` or names every line that is wrong; `form` lists the
tables and keys, `checks` what must hold between them.
"""
