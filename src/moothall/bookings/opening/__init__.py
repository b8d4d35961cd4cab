"""
Hours as staff set them: of sites, resources and activities, on pages instead of in a file.

What staff say holds from then on: a council's file that is applied again leaves it alone and only
notes what it would have said, so that somebody may go back to it. Each change says beforehand which
bookings it leaves outside; whether their times are shut, which tells people, is theirs to choose.
"""
