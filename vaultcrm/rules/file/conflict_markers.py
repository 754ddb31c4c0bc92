"""Git left both sides of a conflict in a note.

## What it finds

The lines `<<<<<<<`, `=======` and `>>>>>>>` that git writes into a file when two people changed
the same place, and that nobody has tidied up yet. A `=======` alone is a heading's underline and
is left in peace, and so is a conflict that is all in a block of code.

## Why it matters

Until somebody chooses, the note says two things. If the conflict is in the front matter, none of
its properties is used: two statuses are as good as none, and a fee that is read from the wrong
side goes straight into an offer. If it is in the body, none of the lines between the markers
counts or is judged: the same promise would be there twice.

## Example

  ```markdown clients/Acme.md
  ---
  type: client
  <<<<<<< HEAD
  status: active
  =======
  status: paused
  >>>>>>> origin/main
  ---
  ```

## What to do

Keep the side that is right, or a mixture, and delete the three marker lines. No program can
choose safely.
"""

SEVERITY = "error"
