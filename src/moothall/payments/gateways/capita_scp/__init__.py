"""Cards by Pay360 "SCP simple", which councils know as Capita, Civica or Access."""
