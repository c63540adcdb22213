"""The writes behind the mutations: an input as a plain dict in, the payload's row out."""
