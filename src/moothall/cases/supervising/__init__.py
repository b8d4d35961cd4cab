"""
Seeing how a contact centre does: the wall, figures, quality, and what it costs each council.

It only ever counts; what is counted, `contact` and the cases own. Who sees an employee's figures
beside their name is who supervises them, and the employee.
"""
