"""
The commands that people run: demo, test, check, bench, server and worker.

Each is a line of shell that hands over to `launch`, which is written in Python.
"""
