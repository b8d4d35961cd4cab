"""
Thirty-seven ways in which record systems of councils have failed, each provoked against Moothall.

`README.md` beside this says of each rule which tests hold it; most of them stand with the code that
they are about. Here stand those that belong to no single app: rules about all of the code, and
failures for which several apps must come together. `test_index.py` holds the list to what exists.
"""
