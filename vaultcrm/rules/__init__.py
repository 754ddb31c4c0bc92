"""The rules, one module each, found by being there: `yaml/duplicate_key.py` is the rule
`yaml/duplicate-key`, and its docstring is the rule's manual page.

The page's first line is the summary. Its sections are "What it finds", "Why it matters" (to
somebody whose business is in these notes), "Example" (fenced notes that the rule does find; the
word after the fence's language is the file's path in the vault, `Note.md` without one) and "What
to do" (with whether a program could mend it safely; a fenced note there is one that the rule does
not find).

`SEVERITY` is error, warning or advice: advice is what somebody who brings an existing vault must
not be drowned in; it is shown on demand and changes no exit status. What reading finds needs no
more; a rule over the whole vault has `check(survey)`, which yields each path with its problem.
"""
