"""Sites made by chance, of which a program that watches what code they reach makes more: `make fuzz`.

Three targets: `front_matter`, `markdown` and `site`, each a function of bytes that decide everything. Atheris
(https://github.com/google/atheris) changes the bytes so that they reach code that none has reached before. What it
finds is written to `.fuzz/findings/`, and replayed without Atheris:

    make fuzz                            ten minutes of each target; MINUTES=60 for more
    python -m tests.fuzz.replay FILE     what a finding does, and the files that it is made of

A finding is an error of our own in Python, a run of more than ten seconds, something active on a page, a word that is
neither on its page nor told, or a published site that a run with errors has changed. Every one becomes a case in
`tests/faults/fuzz_findings.txt`, and is mended at its root.
"""
