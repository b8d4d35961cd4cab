"""
Measures Moothall beside the floor of the very same machine: `script/bench [NAME ...]`.

Each family of figures is a module with one function that takes the ground on which it measures
and gives figures back. What runs inside Django is in `inside`, in processes of their own, so that
each sees the database it is pointed to. Nothing here is imported by the product.
"""
