"""Lists of the users of a council's older sites: how a file is read, and who is there twice."""
