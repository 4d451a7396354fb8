"""Old ideas from elsewhere: read row by row, judged by pure rules, written in batches.

What comes in is `legacy` (its true age is shown; no alert, no mail, no breach) and keyed by its external id, so that
a second run changes nothing. Its votes stand in a column of their own.

Who wrote it: an address joins the row to that person, who is made when unknown, so that somebody who signs in later
finds their ideas. A name alone makes a person without an address, whom nobody can sign in as and no mail reaches.
Where neither is given, the idea belongs to whoever `--as` names, else to one person called Imported.
"""
